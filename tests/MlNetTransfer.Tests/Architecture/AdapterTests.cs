using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlNetTransfer.Tests.Architecture;

/// <summary>The adapter for Microsoft.ML where Microsoft.ML is absent: it stays out of the solution, and what it uses of the library is public and there.</summary>
public sealed partial class AdapterTests
{
    private const string Name = "MlNetTransfer.MicrosoftML";

    private static readonly string Folder = Path.Combine(TestData.RepositoryRoot, "src", Name);
    private static readonly Assembly Library = typeof(ImageClassifier).Assembly;

    [Fact]
    public void Neither_adapter_nor_its_tests_are_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "MlNetTransfer.sln"));
        Assert.DoesNotContain("MicrosoftML", solution, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, Name + ".csproj")));
        Assert.True(File.Exists(Path.Combine(TestData.RepositoryRoot, "tests", Name + ".Tests", Name + ".Tests.csproj")));
    }

    [Fact]
    public void No_project_of_the_solution_refers_to_Microsoft_ML_or_the_adapter()
    {
        string[] wrong =
        [
            .. Directory.EnumerateFiles(TestData.RepositoryRoot, "*.csproj", SearchOption.AllDirectories)
                .Where(p => !p.Contains("MicrosoftML", StringComparison.Ordinal) && !p.Contains(".artifacts", StringComparison.Ordinal))
                .Where(p => XDocument.Load(p).Descendants().Any(e => e.Name.LocalName is "PackageReference" or "ProjectReference" or "Reference" or "InternalsVisibleTo"
                    && e.Attribute("Include")?.Value is { } target && (target.StartsWith("Microsoft.ML", StringComparison.Ordinal) || target.Contains("MicrosoftML", StringComparison.Ordinal)))),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_adapter_names_no_internal_type_of_the_library()
    {
        string[] sources = Sources();
        HashSet<string> own = [.. sources.SelectMany(s => DeclarationPattern().Matches(s)).Select(m => m.Groups[1].Value)];
        HashSet<string> open = [.. Library.GetExportedTypes().Select(Plain)];
        HashSet<string> closed = [.. Library.GetTypes().Where(t => !t.IsVisible && !t.IsNested && t.Name.IndexOfAny(['<', '>', '$']) < 0).Select(Plain).Where(n => !open.Contains(n) && !own.Contains(n))];
        string[] wrong = [.. sources.SelectMany(s => TypePattern().Matches(CodeOf(s))).Select(m => m.Value).Where(closed.Contains).Distinct()];
        Assert.True(closed.Contains("PretrainedNetwork") && closed.Contains("ClassifierNetwork"), "the list of internal types is not what it should be");
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(typeof(ImageClassificationTrainer), "Fit")]
    [InlineData(typeof(ImageClassificationTrainerOptions), "Reading")]
    [InlineData(typeof(PictureReadingOptions), "AllowEmptyClasses")]
    [InlineData(typeof(TrainingResult), "Report")]
    [InlineData(typeof(TrainingReport), "Images")]
    [InlineData(typeof(TrainingReport), "LeftOut")]
    [InlineData(typeof(TrainingReport), "Warnings")]
    [InlineData(typeof(ImageClassifier), "Labels")]
    [InlineData(typeof(ImageClassifier), "Load")]
    [InlineData(typeof(ImageClassifier), "Save")]
    [InlineData(typeof(ImageClassifier), "CreatePredictionEngine")]
    [InlineData(typeof(PredictionOptions), "TopCount")]
    [InlineData(typeof(ImagePrediction), "Probabilities")]
    [InlineData(typeof(TrainingProgress), "Phase")]
    public void Members_that_the_adapter_uses_are_public(Type type, string member)
    {
        Assert.True(type.IsVisible);
        Assert.NotEmpty(type.GetMember(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static));
        Assert.Contains(Sources(), s => Regex.IsMatch(s, $@"\b{member}\b"));
    }

    [Fact]
    public void A_model_goes_through_a_stream_and_memory_as_the_adapter_needs_it()
    {
        Assert.NotNull(typeof(ImageClassifier).GetMethod("Save", [typeof(Stream)]));
        Assert.NotNull(typeof(ImageClassifier).GetMethod("Load", [typeof(ReadOnlyMemory<byte>)]));
        Assert.NotNull(typeof(PredictionEngine).GetMethod("Predict", [typeof(ReadOnlySpan<byte>), typeof(CancellationToken)]));
    }

    private static string[] Sources() =>
        [.. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)];

    private static string Plain(Type type) => type.Name.Split('`')[0];

    // Comments and texts may say anything.
    private static string CodeOf(string source) => TextPattern().Replace(source, " ");

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum) (\w+)")]
    private static partial Regex DeclarationPattern();

    // A name that is not a member of something.
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"//[^\n]*|""[^""\n]*""")]
    private static partial Regex TextPattern();
}
