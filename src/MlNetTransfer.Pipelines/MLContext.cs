using System.Diagnostics.CodeAnalysis;
using MlNetTransfer.Pipelines.Runtime;

namespace MlNetTransfer.Pipelines;

/// <summary>Where everything starts: data, transforms, trainers and models.</summary>
/// <remarks>
/// Everything is reproducible: without a seed the seed 0 is used. <b>Threading</b>: safe for any number of threads; <see cref="CancelExecution"/> stops all of them.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The source has no timer and no wait handle; programs of this shape do not dispose contexts.")]
public sealed class MLContext
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Makes a context.</summary>
    /// <param name="seed">Where random numbers start; null for 0.</param>
    public MLContext(int? seed = null)
    {
        Seed = seed ?? 0;
        Data = new DataOperationsCatalog(this);
        Transforms = new TransformsCatalog(this);
        MulticlassClassification = new MulticlassClassificationCatalog(this);
        Model = new ModelOperationsCatalog(this);
    }

    /// <summary>Told what happens, on the thread that it happens on.</summary>
    public event EventHandler<LoggingEventArgs>? Log;

    /// <summary>Loads, splits and mixes data.</summary>
    public DataOperationsCatalog Data { get; }

    /// <summary>Makes estimators of single columns.</summary>
    public TransformsCatalog Transforms { get; }

    /// <summary>Trains and measures classifiers.</summary>
    public MulticlassClassificationCatalog MulticlassClassification { get; }

    /// <summary>Saves, loads and uses models.</summary>
    public ModelOperationsCatalog Model { get; }

    /// <summary>Folder for temporary files; backbone files that were downloaded into its sub-folder <c>MLNET</c> are found there.</summary>
    /// <value>The default value is the system's folder.</value>
    public string TempFilePath { get; set; } = Path.GetTempPath();

    /// <summary>The pretrained network of trainings that name none by <c>Options.Backbone</c>: path of a file, or name of a built-in one.</summary>
    /// <value>The default value is null: what <c>Options.Arch</c> says.</value>
    public string? DefaultBackbone { get; set; }

    /// <summary>Accepted so that programs compile: the engine runs on processors.</summary>
    /// <value>The default value is false.</value>
    public bool FallbackToCpu { get; set; }

    /// <summary>Accepted so that programs compile: the engine runs on processors.</summary>
    /// <value>The default value is null.</value>
    public int? GpuDeviceId { get; set; }

    /// <summary>Where random numbers start.</summary>
    internal int Seed { get; }

    /// <summary>Stops what runs.</summary>
    internal CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>Stops everything that runs in this context, and everything started later: trainings and predictions throw <see cref="OperationCanceledException"/>.</summary>
    public void CancelExecution() => _cancellation.Cancel();

    /// <summary>The seed of one operation: its own, else the context's.</summary>
    internal long SeedOf(int? seed) => seed ?? Seed;

    /// <summary>Tells whoever listens.</summary>
    internal void Tell(string source, ChannelMessageKind kind, string message) => Log?.Invoke(this, new LoggingEventArgs(message, kind, source));
}
