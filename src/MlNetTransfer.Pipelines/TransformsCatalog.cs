namespace MlNetTransfer.Pipelines;

/// <summary>Makes estimators of single columns; see the extension methods.</summary>
public sealed class TransformsCatalog
{
    internal TransformsCatalog(MLContext context)
    {
        Context = context;
        Conversion = new ConversionTransforms(context);
    }

    /// <summary>Between values and keys.</summary>
    public ConversionTransforms Conversion { get; }

    internal MLContext Context { get; }

    /// <summary>Between values and keys; see the extension methods.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms(MLContext context) => Context = context;

        internal MLContext Context { get; }
    }
}
