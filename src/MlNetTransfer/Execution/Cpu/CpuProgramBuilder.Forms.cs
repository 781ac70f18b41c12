using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Forms of values: planar, blocked, and the conversions between them.</content>
internal sealed partial class CpuProgramBuilder
{
    /// <summary>Whether a value may be held in blocked form.</summary>
    private bool IsPicture(int value) => ShapeOf(value) is { Rank: 4, ElementCount: > 0 };

    private bool HasBlocked(int value) => _blocked.ContainsKey(value);

    /// <summary>The value that a value is a part of; itself when it is none.</summary>
    private int WholeOf(int value) => _windows.TryGetValue(value, out ConcatWindow window) ? window.Whole : value;

    /// <summary>Layout of a value in blocked form, with the border that its readers want.</summary>
    private BlockedLayout LayoutOf(int value)
    {
        Shape shape = ShapeOf(value);
        int whole = WholeOf(value);
        int storage = whole == value ? 0 : LayoutOf(whole).Blocks;
        return new BlockedLayout(shape[1], shape[2], shape[3], _halos[whole], storage);
    }

    /// <summary>Room for a value in blocked form: an array of its own, or its part of a larger value's.</summary>
    private BlockedOperand Room(int value)
    {
        BlockedLayout layout = LayoutOf(value);
        if (!_windows.TryGetValue(value, out ConcatWindow window))
        {
            return new BlockedOperand(WholeRoom(value), layout);
        }

        CpuOperand whole = WholeRoom(window.Whole);
        return new BlockedOperand(whole with { Offset = window.FirstChannel / BlockedLayout.Block * layout.PlaneStride }, layout);
    }

    private CpuOperand WholeRoom(int value)
    {
        if (!_wholes.TryGetValue(value, out CpuOperand room))
        {
            room = _wholes[value] = NewBlockedBuffer(LayoutOf(value), ShapeOf(value)[0]);
        }

        return room;
    }

    /// <summary>The value as dense floats.</summary>
    private CpuOperand Planar(int value)
    {
        if (_planar.TryGetValue(value, out CpuOperand operand))
        {
            return operand;
        }

        if (_plan.Values[value].Constant is { } constant)
        {
            return _planar[value] = ConstantBuffer(ConstantReading.ToFloats(constant));
        }

        return _planar[value] = _blocked.TryGetValue(value, out BlockedOperand blocked) ? PlanarFrom(value, blocked) : PixelsAsFloats(value);
    }

    private CpuOperand PlanarFrom(int value, BlockedOperand blocked)
    {
        if (IsAlsoPlanar(blocked.Layout))
        {
            return blocked.Operand;
        }

        CpuOperand planar = InPhaseOf(value, () => NewBuffer(LengthOf(value)));
        InPhaseOf(value, () =>
        {
            Emit(LayoutConversion.PrepareBlockedToPlanar(blocked.Layout), ShapeOf(value)[0], (blocked.Operand, CpuOperand.None, planar));
            return 0;
        });
        return planar;
    }

    private CpuOperand PixelsAsFloats(int value)
    {
        Shape shape = ShapeOf(value);
        InputNormalization normalization = _plan.Normalization!;
        (int height, int width) = normalization.ChannelsLast ? (shape[1], shape[2]) : (shape[2], shape[3]);
        CpuOperand planar = NewBuffer(LengthOf(value));
        Emit(LayoutConversion.PreparePixelsToFlat(normalization, height, width), shape[0], (CpuOperand.Pixels, CpuOperand.None, planar));
        return planar;
    }

    /// <summary>The value in blocked form, with the border that its readers want.</summary>
    private BlockedOperand Blocked(int value)
    {
        if (_blocked.TryGetValue(value, out BlockedOperand operand))
        {
            return operand;
        }

        BlockedLayout layout = LayoutOf(value);
        if (value == _plan.Input && _plan.Normalization is { ChannelsLast: false } normalization && !_planar.ContainsKey(value))
        {
            return _blocked[value] = Converted(value, LayoutConversion.PreparePixelsToBlocked(normalization, layout), CpuOperand.Pixels);
        }

        CpuOperand planar = Planar(value);
        return _blocked[value] = IsAlsoPlanar(layout) && !_isConstant[value]
            ? new BlockedOperand(planar, layout)
            : Converted(value, LayoutConversion.PreparePlanarToBlocked(layout), planar);
    }

    private BlockedOperand Converted(int value, PreparedOperation conversion, CpuOperand source) => InPhaseOf(value, () =>
    {
        BlockedOperand target = Room(value);
        Emit(conversion, ShapeOf(value)[0], (source, CpuOperand.None, target.Operand));
        return target;
    });

    /// <summary>Constants are converted once, when the program is built, even when a step of the run asks for the conversion.</summary>
    private T InPhaseOf<T>(int value, Func<T> action)
    {
        bool before = _runsNow;
        _runsNow = _isConstant[value];
        T result = action();
        _runsNow = before;
        return result;
    }

    /// <summary>A new array for a step's result in planar form.</summary>
    private CpuOperand NewPlanar(int value) => _planar[value] = NewBuffer(LengthOf(value));

    /// <summary>A new array for a step's result in blocked form.</summary>
    private BlockedOperand NewBlocked(int value) => _blocked[value] = Room(value);

    private CpuOperand NewBlockedBuffer(BlockedLayout layout, int images) =>
        NewBuffer(checked(images * layout.ImageStride), layout.Halo > 0 ? layout : null);

    private CpuOperand ConstantBuffer(ReadOnlySpan<float> values)
    {
        var constant = new AlignedBuffer(values.Length);
        values.CopyTo(constant.Span);
        return Add(new CpuBuffer { Length = values.Length, Constant = constant });
    }

    /// <summary>A single pixel of whole blocks lies the same way in both forms.</summary>
    private static bool IsAlsoPlanar(BlockedLayout layout) =>
        layout is { Height: 1, Width: 1, Halo: 0, StorageBlocks: 0 } && layout.Channels % BlockedLayout.Block == 0;
}
