namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradients of the operations on plain row-major tensors: correct, simple code of what is not hot.</summary>
/// <remarks>
/// Input is dY, Output the gradient of one operand. Each element of a gradient is one sum in double precision, in index order. Where the operand is the same
/// for all pictures (stride 0) its gradients over the pictures are added to what is there, as a parameter's; else the gradient is written.
/// Where a function has a corner its derivative is PyTorch's.
/// </remarks>
internal static class PlanarGradient
{
    /// <summary>Gradient of an operand of <see cref="PlanarBinary"/>: Second is that operand, Third the other one (empty where <see cref="NeedsOperands"/> says so).</summary>
    /// <param name="kind">The function.</param>
    /// <param name="isSecond">Which operand.</param>
    /// <param name="shape">Shapes of the result, of that operand and of the other one, for one picture.</param>
    /// <param name="strides">Distance between pictures.</param>
    public static PreparedOperation PrepareBinary(PlanarBinaryKind kind, bool isSecond, PlanarGradientShape shape, PlanarGradientStrides strides)
    {
        PlanarOffsets offsets = new(shape);
        return kind switch
        {
            PlanarBinaryKind.Add => new PlanarBinaryGradient<AddTerm>(offsets, strides),
            PlanarBinaryKind.Sub when isSecond => new PlanarBinaryGradient<NegativeTerm>(offsets, strides),
            PlanarBinaryKind.Sub => new PlanarBinaryGradient<AddTerm>(offsets, strides),
            PlanarBinaryKind.Mul => new PlanarBinaryGradient<ProductTerm>(offsets, strides),
            PlanarBinaryKind.Div when isSecond => new PlanarBinaryGradient<DivisorTerm>(offsets, strides),
            PlanarBinaryKind.Div => new PlanarBinaryGradient<DividendTerm>(offsets, strides),
            PlanarBinaryKind.Pow when isSecond => new PlanarBinaryGradient<ExponentTerm>(offsets, strides),
            PlanarBinaryKind.Pow => new PlanarBinaryGradient<PowerTerm>(offsets, strides),
            PlanarBinaryKind.Min => new PlanarBinaryGradient<SmallerTerm>(offsets, strides),
            PlanarBinaryKind.Max => new PlanarBinaryGradient<LargerTerm>(offsets, strides),
            PlanarBinaryKind.PRelu when isSecond => new PlanarBinaryGradient<PReluSlopeTerm>(offsets, strides),
            PlanarBinaryKind.PRelu => new PlanarBinaryGradient<PReluTerm>(offsets, strides),
            _ => new PlanarBinaryGradient<ZeroTerm>(offsets, strides),
        };
    }

    /// <summary>Whether the gradient of a function of two operands reads them.</summary>
    public static bool NeedsOperands(PlanarBinaryKind kind) =>
        kind is not (PlanarBinaryKind.Add or PlanarBinaryKind.Sub or PlanarBinaryKind.Equal or PlanarBinaryKind.IntegerDiv);

    /// <summary>Gradient of a choice of a selection: Second is not read, Third is the condition.</summary>
    /// <param name="whereTrue">The choice taken where the condition is not 0, else the other one.</param>
    /// <param name="shape">Shapes of the result, of the choice and of the condition, for one picture.</param>
    /// <param name="strides">Distance between pictures.</param>
    public static PreparedOperation PrepareSelect(bool whereTrue, PlanarGradientShape shape, PlanarGradientStrides strides)
    {
        PlanarOffsets offsets = new(shape);
        return whereTrue ? new PlanarBinaryGradient<WhereTerm>(offsets, strides) : new PlanarBinaryGradient<WhereNotTerm>(offsets, strides);
    }

    /// <summary>Gradient of <see cref="PlanarReduce"/>: Second is x, Third is y (neither is read for sum and mean). Equal extremes share evenly.</summary>
    /// <param name="kind">How elements are joined; the index kinds have a gradient of zero.</param>
    /// <param name="shape">Shape of x.</param>
    /// <param name="isReduced">For each axis, whether it is reduced.</param>
    /// <param name="strides">Distance between pictures.</param>
    public static PreparedOperation PrepareReduce(PlanarReduceKind kind, ReadOnlySpan<int> shape, ReadOnlySpan<bool> isReduced, PlanarGradientStrides strides) =>
        new PlanarReduceGradient(kind, PlanarReduce.OffsetsOf(shape, isReduced, reduced: false), PlanarReduce.OffsetsOf(shape, isReduced, reduced: true), strides);

    /// <summary>Gradient of <see cref="PlanarMove"/>: each element of x takes the sum of dY over the places it went to.</summary>
    /// <param name="map">The forward map.</param>
    /// <param name="length">Elements of x.</param>
    /// <param name="strides">Distance between pictures.</param>
    public static PreparedOperation PrepareMove(PlanarMoveMap map, int length, PlanarGradientStrides strides) => new PlanarMoveGradient(map, length, strides);

    /// <summary>Gradient of <see cref="PlanarGather"/>: Second holds the indices.</summary>
    /// <param name="axis">The axis of x.</param>
    /// <param name="indexCount">Number of indices.</param>
    /// <param name="strides">Distance between pictures.</param>
    public static PreparedOperation PrepareGather(PlanarAxis axis, int indexCount, PlanarGradientStrides strides) => new PlanarGatherGradient(axis, indexCount, strides);

    /// <summary>Gradient of x of <see cref="PlanarNormalize"/>: Second is x. An <see cref="IWeightedOperation"/>: weights are the scales, if there are any.</summary>
    /// <param name="shape">The forward shape.</param>
    /// <param name="scale">Factors to begin with; empty for none.</param>
    /// <param name="strides">Distance between pictures.</param>
    public static PreparedOperation PrepareNormalize(PlanarNormalizeShape shape, float[] scale, PlanarGradientStrides strides) =>
        new PlanarNormalizeGradient(shape, scale, strides);

    /// <summary>Gradients of the parameters of <see cref="PlanarNormalize"/>: Input is dY, Second is x; adds to Output, [dScale, dBias], each of <paramref name="entries"/>.</summary>
    /// <param name="shape">The forward shape.</param>
    /// <param name="entries">Number of scales.</param>
    /// <param name="strides">Distance between pictures; that of the output is not used.</param>
    public static PreparedOperation PrepareNormalizeParameters(PlanarNormalizeShape shape, int entries, PlanarGradientStrides strides) =>
        new PlanarNormalizeParameters(shape, entries, strides);

    /// <summary>Whether a conversion passes its gradient on unchanged; else the gradient is zero.</summary>
    public static bool PassesCast(PlanarCastKind kind) => kind == PlanarCastKind.Half;
}
