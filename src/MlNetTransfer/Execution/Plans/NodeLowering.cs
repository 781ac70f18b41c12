using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Which lowering handles which operator.</summary>
internal static class NodeLowering
{
    /// <summary>Turns a node into steps; returns why it cannot be, or null.</summary>
    public static string? Lower(LoweringNode node) => node.Operator switch
    {
        Conv conv => ConvolutionLowering.Lower(node, conv),
        Gemm gemm => MatrixLowering.Lower(node, gemm),
        MatMul => MatrixLowering.LowerProduct(node),
        MaxPool or AveragePool or GlobalMaxPool or GlobalAveragePool => PoolingLowering.Lower(node),
        BatchNormalization or ScaleShift or InstanceNormalization or LayerNormalization or LRN => NormalizationLowering.Lower(node),
        Softmax or LogSoftmax => NormalizationLowering.LowerSoftmax(node),
        ReduceMean or ReduceSum or ReduceMax or ReduceMin or ReduceProd or ReduceL2 or ArgMax => ReductionLowering.Lower(node),
        Add or Sub or Mul or Div or Pow or Equal or PRelu or Min or Max or Sum or Mean or Where => ArithmeticLowering.Lower(node),
        Identity or Dropout or Reshape or Flatten or Squeeze or Unsqueeze => ReshapeLowering.Lower(node),
        Transpose or Slice or Split or Concat or Pad or Expand or Tile or Gather or ChannelShuffle => MovementLowering.Lower(node),
        ShapeOf or ConstantOfShape or RangeOf => "its result depends on values of the run, not on shapes alone",
        _ => ElementwiseLowering.Lower(node),
    };
}
