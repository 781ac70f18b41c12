using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>A tensor of a network that training moves, with its gradient.</summary>
/// <remarks>Values and gradients are row-major in the layout of the graph's initializer. Not safe for writing while its network runs.</remarks>
public sealed class NetworkParameter
{
    /// <summary>Makes a parameter with a gradient of zeros.</summary>
    /// <param name="name">Name of the graph's initializer.</param>
    /// <param name="kind">What it does.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its values; the array is kept.</param>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public NetworkParameter(string name, ParameterKind kind, Shape shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException(FormattableString.Invariant($"Parameter '{name}' of shape {shape} takes {shape.ElementCount} values, got {values.Length}."), nameof(values));
        }

        Name = name;
        Kind = kind;
        Shape = shape;
        Values = values;
        Gradient = new float[values.Length];
    }

    /// <summary>Name of the graph's initializer.</summary>
    public string Name { get; }

    /// <summary>What it does.</summary>
    public ParameterKind Kind { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape { get; }

    /// <summary>Its values; after writing, tell the network with <c>ParametersChanged</c>.</summary>
    public Memory<float> Values { get; }

    /// <summary>Sum of the gradients since they were last set to zero.</summary>
    public Memory<float> Gradient { get; }

    /// <summary>Number of values.</summary>
    public int Count => Values.Length;
}
