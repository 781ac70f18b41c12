namespace MlNetTransfer.Pipelines;

/// <summary>Reads one column of the current row.</summary>
/// <typeparam name="TValue">The column's raw type.</typeparam>
/// <param name="value">Receives the value.</param>
public delegate void ValueGetter<TValue>(ref TValue value);
