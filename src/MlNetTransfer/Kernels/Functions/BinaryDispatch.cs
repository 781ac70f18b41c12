using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>From <see cref="BinaryKind"/> and <see cref="Activation"/> to the row kernel compiled around both.</summary>
internal static class BinaryDispatch
{
    /// <summary>Runs a row.</summary>
    public static void Run<TLanes>(BinaryKind kind, ActivationKind activation, in RowArgs args)
        where TLanes : struct, ILanes<TLanes>
    {
        switch (kind)
        {
            case BinaryKind.Add:
                FunctionDispatch.Run<BinaryRowKernel<Sum>, TLanes, RowArgs>(activation, args);
                break;
            case BinaryKind.Sub:
                FunctionDispatch.Run<BinaryRowKernel<Difference>, TLanes, RowArgs>(activation, args);
                break;
            case BinaryKind.Mul:
                FunctionDispatch.Run<BinaryRowKernel<Product>, TLanes, RowArgs>(activation, args);
                break;
            case BinaryKind.Div:
                FunctionDispatch.Run<BinaryRowKernel<Quotient>, TLanes, RowArgs>(activation, args);
                break;
            case BinaryKind.Max:
                FunctionDispatch.Run<BinaryRowKernel<Larger>, TLanes, RowArgs>(activation, args);
                break;
            default:
                FunctionDispatch.Run<BinaryRowKernel<Smaller>, TLanes, RowArgs>(activation, args);
                break;
        }
    }
}
