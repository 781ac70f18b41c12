namespace MlNetTransfer.Importing;

/// <summary>Formats of network files that are told apart by content.</summary>
internal enum NetworkFormat
{
    /// <summary>Something else, or damaged.</summary>
    Unknown,

    /// <summary>ONNX ModelProto.</summary>
    Onnx,

    /// <summary>TensorFlow GraphDef.</summary>
    TensorFlowGraph,

    /// <summary>TensorFlow MetaGraphDef.</summary>
    TensorFlowMetaGraph,

    /// <summary>TensorFlow SavedModel.</summary>
    TensorFlowSavedModel,
}
