namespace MlNetTransfer.Pipelines.Views;

/// <summary>A data view whose rows can be taken in any order at no cost.</summary>
internal interface IReorderable
{
    /// <summary>The same rows in random order.</summary>
    IDataView Shuffle(long seed);
}
