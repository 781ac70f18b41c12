namespace MlNetTransfer.Pipelines.Data;

/// <summary>Marks a <c>uint</c> that is a key: 0 in the object is the first key. Columns count keys from 1, and so do objects that are read from them.</summary>
/// <param name="count">Number of keys.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class KeyTypeAttribute(ulong count) : Attribute
{
    /// <summary>Number of keys.</summary>
    public ulong Count { get; } = count;
}
