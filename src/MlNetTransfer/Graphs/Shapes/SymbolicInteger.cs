namespace MlNetTransfer.Graphs.Shapes;

/// <summary>An integer of a shape computation: <c>Constant + Factor * N</c> with the batch size N, or unknown.</summary>
/// <remarks>Arithmetic is checked; what leaves the form (N * N, (N + 1) / 2) is unknown.</remarks>
/// <param name="IsKnown">Whether the other two mean anything.</param>
/// <param name="Constant">The part that does not depend on N.</param>
/// <param name="Factor">The multiple of N.</param>
internal readonly record struct SymbolicInteger(bool IsKnown, long Constant, long Factor)
{
    /// <summary>Nothing is known.</summary>
    public static SymbolicInteger Unknown => default;

    /// <summary>Whether it is a plain number.</summary>
    public bool IsConstant => IsKnown && Factor == 0;

    /// <summary>A plain number.</summary>
    public static SymbolicInteger Of(long value) => new(true, value, 0);

    /// <summary>A dimension as an integer.</summary>
    public static SymbolicInteger Of(Dimension dimension) =>
        dimension.IsUnknown ? Unknown : new SymbolicInteger(true, dimension.Constant, dimension.BatchFactor);

    /// <summary>The integer as a dimension; unknown where it has no such form.</summary>
    public Dimension ToDimension() =>
        !IsKnown || Factor < 0 || Constant < 0 || (Factor > 0 && Constant > 0) ? Dimension.Unknown
        : Factor > 0 ? Dimension.TimesBatch(Factor)
        : Dimension.Of(Constant);

    /// <summary>Sum.</summary>
    public static SymbolicInteger operator +(SymbolicInteger a, SymbolicInteger b) =>
        a.IsKnown && b.IsKnown ? new(true, checked(a.Constant + b.Constant), checked(a.Factor + b.Factor)) : Unknown;

    /// <summary>Difference.</summary>
    public static SymbolicInteger operator -(SymbolicInteger a, SymbolicInteger b) =>
        a.IsKnown && b.IsKnown ? new(true, checked(a.Constant - b.Constant), checked(a.Factor - b.Factor)) : Unknown;

    /// <summary>Product.</summary>
    public static SymbolicInteger operator *(SymbolicInteger a, SymbolicInteger b) =>
        !a.IsKnown || !b.IsKnown || (a.Factor != 0 && b.Factor != 0)
            ? Unknown
            : new(true, checked(a.Constant * b.Constant), checked((a.Factor * b.Constant) + (b.Factor * a.Constant)));

    /// <summary>Quotient rounded toward zero, as ONNX divides integers.</summary>
    public static SymbolicInteger operator /(SymbolicInteger a, SymbolicInteger b)
    {
        if (!a.IsKnown || !b.IsKnown || b is { Constant: 0, Factor: 0 })
        {
            return Unknown;
        }

        if (b.Factor == 0)
        {
            bool exact = a.Factor == 0 || (a.Factor % b.Constant == 0 && a.Constant % b.Constant == 0);
            return exact ? new(true, checked(a.Constant / b.Constant), checked(a.Factor / b.Constant)) : Unknown;
        }

        bool isMultiple = b.Constant == 0 && a.Constant == 0 && a.Factor % b.Factor == 0;
        return isMultiple ? Of(a.Factor / b.Factor) : Unknown;
    }
}
