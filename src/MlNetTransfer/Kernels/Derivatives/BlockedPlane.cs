using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>One channel block of one picture in a blocked buffer whose length was checked.</summary>
internal readonly ref struct BlockedPlane
{
    private readonly ref readonly float _first;

    public BlockedPlane(ReadOnlySpan<float> buffer, BlockedLayout layout, int picture, int block)
    {
        Layout = layout;
        _first = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), ((nint)picture * layout.ImageStride) + layout.Offset(block, 0, 0));
    }

    /// <summary>Layout of the buffer.</summary>
    public BlockedLayout Layout { get; }

    /// <summary>First float of a row, halo excluded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly float Row(int y) => ref Unsafe.Add(ref Unsafe.AsRef(in _first), (nint)y * Layout.RowStride);
}
