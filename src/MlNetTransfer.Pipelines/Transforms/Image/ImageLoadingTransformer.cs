using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>Reads picture files by their paths: as bytes, or decoded. A trainer that follows reads the files itself, several at once.</summary>
public sealed class ImageLoadingTransformer : RowTransformer
{
    internal const string BytesKind = "LoadRawImageBytes";

    internal const string ImagesKind = "LoadImages";

    private readonly InputOutputColumnPair[] _columns;
    private readonly bool _rawBytes;

    internal ImageLoadingTransformer(IEnumerable<InputOutputColumnPair> columns, string folder, bool rawBytes)
    {
        _columns = [.. columns];
        ImageFolder = folder;
        _rawBytes = rawBytes;
    }

    /// <summary>Folder that paths start from; empty for the current one.</summary>
    public string ImageFolder { get; }

    internal override string Kind => _rawBytes ? BytesKind : ImagesKind;

    /// <summary>Type of the columns that are added.</summary>
    internal DataViewType OutputType => _rawBytes ? new VectorDataViewType(NumberDataViewType.Byte) : new ImageDataViewType();

    internal static ImageLoadingTransformer Load(ChainPart part) => new(part.Columns(), part.Text("folder"), part.Kind == BytesKind);

    internal override IReadOnlyList<AddedColumn> Map(DataViewSchema input) => [.. _columns.Select(c => Map(input, c))];

    internal override void Save(ChainWriter writer)
    {
        writer.WriteColumns(_columns);
        writer.WriteText("folder", ImageFolder);
    }

    private AddedColumn Map(DataViewSchema input, InputOutputColumnPair pair)
    {
        DataViewSchema.Column source = Require(input, pair.InputColumnName, t => t is TextDataViewType, "text with paths");
        return new AddedColumn(pair.OutputColumnName, OutputType)
        {
            Dependencies = [source.Index],
            CreateGetter = row =>
            {
                Func<string?> path = PathOf(row, source);
                return _rawBytes
                    ? (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) => value = ReadBytes(path()))
                    : (ValueGetter<MLImage>)((ref MLImage value) => value = MLImage.CreateFromFile(path() ?? throw NoPath(pair.InputColumnName)));
            },
            SourceOf = row => PathOf(row, source)(),
        };
    }

    /// <summary>The file of the current row; null when the path is missing.</summary>
    private Func<string?> PathOf(DataViewRow row, DataViewSchema.Column source)
    {
        ValueGetter<ReadOnlyMemory<char>> read = row.GetGetter<ReadOnlyMemory<char>>(source);
        return () =>
        {
            ReadOnlyMemory<char> path = default;
            read(ref path);
            return path.IsEmpty ? null : Path.Combine(ImageFolder, path.ToString());
        };
    }

    private static VBuffer<byte> ReadBytes(string? path)
    {
        byte[] bytes = path is null ? [] : File.ReadAllBytes(path);
        return new VBuffer<byte>(bytes.Length, bytes);
    }

    private static InvalidOperationException NoPath(string column) => new($"{ImagesKind}: column '{column}' is empty where the path of a picture is needed.");
}
