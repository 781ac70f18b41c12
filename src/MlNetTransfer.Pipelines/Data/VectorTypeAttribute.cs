namespace MlNetTransfer.Pipelines.Data;

/// <summary>States the sizes of an array.</summary>
/// <param name="dimensions">Sizes, slowest first; none for any length.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class VectorTypeAttribute(params int[] dimensions) : Attribute
{
    /// <summary>Sizes, slowest first.</summary>
    public IReadOnlyList<int> Dimensions { get; } = dimensions;
}
