using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>One node while it is lowered: its operands, and the steps that it becomes.</summary>
internal sealed class LoweringNode(PlanBuilder builder, Node node)
{
    /// <summary>What the node computes.</summary>
    public Operator Operator => node.Operator;

    /// <summary>Number of inputs, absent ones between others included.</summary>
    public int InputCount => node.Inputs.Count;

    /// <summary>Number of outputs.</summary>
    public int OutputCount => node.Outputs.Count;

    /// <summary>Name for messages and profiles.</summary>
    public string Name => node.Name.Length > 0 ? node.Name : node.Outputs[0];

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => input < node.Inputs.Count && node.Inputs[input].Length > 0;

    /// <summary>Index of an input's value.</summary>
    public int Input(int input) => builder.IndexOf(node.Inputs[input]);

    /// <summary>Dimensions of an input.</summary>
    public Shape InputShape(int input) => builder[Input(input)].Shape;

    /// <summary>Element type of an input.</summary>
    public ElementType InputType(int input) => builder[Input(input)].ElementType;

    /// <summary>Dimensions of a value.</summary>
    public Shape ShapeOf(int value) => builder[value].Shape;

    /// <summary>The constant that an input is; null where it is computed in the run or absent.</summary>
    public Tensor? Constant(int input) => Has(input) ? builder.ConstantOf(node.Inputs[input]) ?? builder[Input(input)].Constant : null;

    /// <summary>A constant input's elements; null where it is not constant.</summary>
    public float[]? Floats(int input) => Constant(input) is { } tensor ? ConstantReading.ToFloats(tensor) : null;

    /// <summary>A constant input's integers; null where it is not constant.</summary>
    public long[]? Integers(int input) => Constant(input) is { } tensor ? ConstantReading.ToIntegers(tensor) : null;

    /// <summary>Whether an output is wanted by name.</summary>
    public bool HasOutput(int output) => output < node.Outputs.Count && node.Outputs[output].Length > 0;

    /// <summary>Dimensions of an output.</summary>
    public Shape OutputShape(int output = 0) => builder.ShapeOf(node.Outputs[output]);

    /// <summary>Adds an output's value.</summary>
    public int Declare(int output = 0) => builder.Declare(node.Outputs[output]);

    /// <summary>Lets an output stand for a value that exists.</summary>
    public void Bind(int value, int output = 0) => builder.Bind(node.Outputs[output], value);

    /// <summary>Adds a value between two steps of this node.</summary>
    public int Temporary(Shape shape) => builder.Add(new PlanValue(Name, ElementType.Float32, shape));

    /// <summary>Adds a constant.</summary>
    public int Constant(Shape shape, ReadOnlySpan<float> values) =>
        builder.Add(new PlanValue(Name, ElementType.Float32, shape, Tensor.FromFloats(shape, values)));

    /// <summary>Adds a step.</summary>
    public void Emit(PlanStep step) => builder.Emit(step);

    /// <summary>A value with other dimensions and the same elements.</summary>
    public int Reshaped(int value, Shape shape)
    {
        PlanValue source = builder[value];
        if (source.Shape.Equals(shape))
        {
            return value;
        }

        if (source.Constant is { } constant)
        {
            return builder.Add(new PlanValue(source.Name, source.ElementType, shape, Tensor.FromBytes(constant.ElementType, shape, constant.Bytes)));
        }

        int output = Temporary(shape);
        Emit(new ReshapeStep { Name = Name, Inputs = [value], Output = output });
        return output;
    }

    /// <summary>Writes a value of the same number of elements as the node's output.</summary>
    public void EmitReshape(int value, int output = 0)
    {
        if (builder[value].Shape.Equals(OutputShape(output)))
        {
            Bind(value, output);
        }
        else
        {
            Emit(new ReshapeStep { Name = Name, Inputs = [value], Output = Declare(output) });
        }
    }

    /// <summary>An axis attribute as 0 or more.</summary>
    public static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);
}
