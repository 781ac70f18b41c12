using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Blocks;

/// <summary>Nodes between two places where a single value carries everything on.</summary>
internal sealed class Segment
{
    private readonly IReadOnlyDictionary<string, Tensors.Tensor> _constants;

    public Segment(IReadOnlyDictionary<string, Tensors.Tensor> constants)
    {
        _constants = constants;
    }

    public List<Node> Nodes { get; } = [];

    /// <summary>The value that leaves.</summary>
    public string Output { get; set; } = "";

    /// <summary>Whether it has weights that mix: a convolution or a matrix product with constants.</summary>
    public bool HasWeights => Nodes.Exists(IsWeighted);

    /// <summary>Whether several paths run through it.</summary>
    public bool Branches { get; set; }

    /// <summary>Whether its paths end in a product: squeeze and excitation.</summary>
    public bool IsGate => Branches && !Nodes.Exists(n => n.Operator is Add or Sum or Concat && !ReadsConstant(n)) && Nodes.Exists(n => n.Operator is Mul);

    /// <summary>Whether it is one pointwise convolution and what follows it.</summary>
    public bool IsPointwise => Single() is { Operator: Conv { Group: 1, Window: { Kernel: (1, 1), Strides: (1, 1) } } };

    /// <summary>Whether it is one depthwise convolution and what follows it.</summary>
    public bool IsDepthwise => Single() is { Operator: Conv { Group: > 1 } conv } node && WeightOf(node) is { Shape: { Rank: 4 } shape } && shape[0] == conv.Group && shape[1] == 1;

    /// <summary>Whether nothing bends its result: the projection of an inverted residual is linear.</summary>
    public bool IsLinear => !Nodes.Exists(n => n.Operator is Relu or Clip or HardSwish or HardSigmoid or Sigmoid or Silu or LeakyRelu or PRelu or Elu or Selu or Gelu or Mish or Tanh);

    /// <summary>Output and input channels of its one convolution; 0 where there is none.</summary>
    public (int Out, int In) Channels => Single() is { } node && WeightOf(node) is { Shape: { Rank: 4 } shape } ? (shape[0], shape[1]) : (0, 0);

    private Node? Single() => Branches || Nodes.Count(IsWeighted) != 1 ? null : Nodes.Find(IsWeighted);

    private bool IsWeighted(Node node) => node.Operator is Conv or Gemm or MatMul && node.Inputs.Skip(1).Any(_constants.ContainsKey);

    private bool ReadsConstant(Node node) => node.Inputs.Any(_constants.ContainsKey);

    private Tensors.Tensor? WeightOf(Node node) => _constants.GetValueOrDefault(node.Inputs[1]);
}
