using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Benchmarks;

/// <summary>Which initializers of a network can be trained, and which cannot.</summary>
internal static class TrainableListing
{
    public static int Run(string model)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(model));
        HashSet<string> found = [];
        foreach (TrainableTensor tensor in TrainableNetwork.FindTrainable(graph))
        {
            Console.WriteLine($"{tensor.Kind,-20} {tensor.Shape,-20} {tensor.Name}");
            found.Add(tensor.Name);
        }

        foreach ((string name, Tensor tensor) in graph.Constants.Where(constant => constant.Value.ElementType == ElementType.Float32 && !found.Contains(constant.Key)))
        {
            IEnumerable<string> readers = graph.Nodes.Where(node => node.Inputs.Contains(name)).Select(node => node.Operator.Name);
            Console.WriteLine($"{"-",-20} {tensor.Shape,-20} {name} read by {string.Join(", ", readers)}");
        }

        return 0;
    }
}
