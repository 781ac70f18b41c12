namespace MlNetTransfer.Importing;

/// <summary>Recognises model files of other kinds by their content, so that the message can name them; nothing of them is parsed.</summary>
internal static class OtherFormats
{
    private const int LookedAt = 4096;
    private const string TorchAdvice = "In PyTorch: torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), 'model.onnx', opset_version=17, dynamic_axes={'input': {0: 'n'}}, input_names=['input']).";

    /// <summary>Says what a file is and what to do with it.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>Null when it may be a network that is read.</returns>
    public static string? Advice(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> head = file[..Math.Min(file.Length, LookedAt)];
        if (head.IsEmpty)
        {
            return "the file is empty; a network was expected.";
        }

        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8))
        {
            return ZipAdvice(head, file);
        }

        if (head[0] == 0x89 && head[1..].StartsWith("HDF\r\n"u8))
        {
            return "this is an HDF5 file (Keras .h5), which is not read because such files can carry code. Convert the model with tf2onnx: python -m tf2onnx.convert --keras model.h5 --output model.onnx.";
        }

        if (head.Length >= 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5)
        {
            return "this is a Python pickle (PyTorch .pt/.pth or scikit-learn .pkl), which is never read because loading one executes code. Export the network to ONNX. " + TorchAdvice;
        }

        if (head.Length >= 8 && head[4..8].SequenceEqual("TFL3"u8))
        {
            return "this is a TensorFlow Lite model (.tflite), which is not read. Convert it with tf2onnx: python -m tf2onnx.convert --tflite model.tflite --output model.onnx.";
        }

        if (IsSafetensors(file))
        {
            return "this is a safetensors file: weights without a network. Load it into its network in Python and export that to ONNX. " + TorchAdvice;
        }

        return TextAdvice(head) ?? CheckpointAdvice(file);
    }

    private static string? TextAdvice(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
        {
            return "this is a Git LFS pointer, not the network itself. Run git lfs pull, or download the file from the repository's web page.";
        }

        if (head.StartsWith("node {"u8) || head.StartsWith("node{"u8))
        {
            return "this is a TensorFlow graph as text (.pbtxt). Write it in binary: tf.io.write_graph(graph_def, FOLDER, 'model.pb', as_text=False).";
        }

        bool isText = !head[..Math.Min(64, head.Length)].Contains((byte)0);
        return !isText ? null
            : head[0] == '{' ? "this is JSON text, not an ONNX network."
            : head[0] == '<' ? "this is HTML or XML text (an error page saved as a file?), not an ONNX network. Download it again."
            : null;
    }

    private static string ZipAdvice(ReadOnlySpan<byte> head, ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> tail = file[^Math.Min(file.Length, 65_536)..];
        if (head.IndexOf("data.pkl"u8) >= 0 || tail.IndexOf("data.pkl"u8) >= 0)
        {
            return "this is a PyTorch checkpoint (zip with data.pkl), which is never read because loading one executes code. Export the network to ONNX. " + TorchAdvice;
        }

        if (tail.IndexOf("model.weights.h5"u8) >= 0 || tail.IndexOf("config.json"u8) >= 0)
        {
            return "this is a Keras archive (.keras), which is not read because it can carry code. In Keras: model.export('model.onnx', format='onnx').";
        }

        return tail.IndexOf("manifest.json"u8) >= 0
            ? "this is a zip archive with a manifest, probably a trained classifier; load it as a model instead of importing it as a network."
            : "this is a zip archive, not an ONNX network. Unpack it and give the .onnx file inside.";
    }

    private static bool IsSafetensors(ReadOnlySpan<byte> file)
    {
        if (file.Length < 10)
        {
            return false;
        }

        ulong headerLength = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(file);
        return headerLength >= 2 && headerLength <= (ulong)file.Length - 8 && file[8] == '{' && file[9] is (byte)'"' or (byte)'}' or (byte)' ';
    }

    // The index of a checkpoint is a LevelDB table, which ends with a magic number (table/format.h).
    private static string? CheckpointAdvice(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> magic = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB];
        return file.EndsWith(magic) || file[..Math.Min(file.Length, LookedAt)].StartsWith("model_checkpoint_path"u8)
            ? "this is part of a TensorFlow checkpoint: weights without a network. Freeze the network to one GraphDef (tf.compat.v1.graph_util.convert_variables_to_constants) and read that."
            : null;
    }
}
