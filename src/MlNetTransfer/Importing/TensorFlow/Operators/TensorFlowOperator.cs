namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>A row of the table.</summary>
/// <param name="Name">As TensorFlow spells it.</param>
/// <param name="FewestInputs">Values that it reads at least.</param>
/// <param name="MostInputs">Values that it reads at most.</param>
/// <param name="Translate">Adds the nodes and returns the values written, in order.</param>
internal sealed record TensorFlowOperator(string Name, int FewestInputs, int MostInputs, Func<NodeTranslation, TranslatedValue[]> Translate)
{
    /// <summary>For <see cref="MostInputs"/>: any number.</summary>
    public const int Any = int.MaxValue;
}
