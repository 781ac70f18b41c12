using System.Text.RegularExpressions;

namespace MlNetTransfer.Tests.Architecture;

/// <summary>Size and form of the sources.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 500;

    private const int MaxFolderDepth = 3;

    /// <summary>Files that may be longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal);

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        string[] wrong = [.. Sources("src", "tests").Where(f => File.ReadLines(f).Count() > MaxLines).Select(Relative).Where(f => !LongFiles.ContainsKey(f))];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Folders_are_at_most_three_deep_and_namespaces_follow_them()
    {
        List<string> wrong = [];
        foreach (string file in Sources("src"))
        {
            string[] parts = Relative(file).Split('/');
            string[] folders = parts[2..^1];
            string root = parts[1];
            string expected = string.Join('.', [root, .. folders]);
            Match match = NamespacePattern().Match(File.ReadAllText(file));
            if (folders.Length > MaxFolderDepth || (match.Success && match.Groups[1].Value != expected))
            {
                wrong.Add($"{Relative(file)}: namespace {match.Groups[1].Value}, expected {expected}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void One_public_type_per_file()
    {
        string[] wrong = [.. Sources("src").Where(f => PublicTypePattern().Count(File.ReadAllText(f)) > 1).Select(Relative)];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Unsafe_code_stays_in_Simd_and_in_the_aligned_buffer()
    {
        string[] wrong =
        [
            .. Sources("src").Where(f => UnsafePattern().IsMatch(File.ReadAllText(f))).Select(Relative)
                .Where(f => !f.StartsWith("src/MlNetTransfer/Simd/", StringComparison.Ordinal) && f != "src/MlNetTransfer/Tensors/AlignedBuffer.cs"),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Only_Runtime_asks_for_environment_variables_and_known_folders()
    {
        string[] wrong =
        [
            .. Sources("src").Where(f => EnvironmentPattern().IsMatch(File.ReadAllText(f))).Select(Relative)
                .Where(f => !f.StartsWith("src/MlNetTransfer/Runtime/", StringComparison.Ordinal)),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Every_room_has_a_short_readme()
    {
        string library = Path.Combine(TestData.RepositoryRoot, "src", "MlNetTransfer");
        string[] wrong =
        [
            .. Directory.GetDirectories(library)
                .Where(d => !File.Exists(Path.Combine(d, "README.md")) || File.ReadLines(Path.Combine(d, "README.md")).Count() > 30)
                .Select(d => Path.GetFileName(d) + ": README.md is missing or longer than 30 lines"),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Sources_name_no_machine_paths_and_leave_nothing_unfinished()
    {
        string[] wrong =
        [
            .. Sources("src", "tests", "data").SelectMany(f => File.ReadLines(f).Select((line, i) => (f, line, i)))
                .Where(x => ForbiddenPattern().IsMatch(x.line) && !x.f.EndsWith("SourceTests.cs", StringComparison.Ordinal))
                .Select(x => $"{Relative(x.f)}:{x.i + 1}: {x.line.Trim()}"),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal));

    private static string Relative(string path) => Path.GetRelativePath(TestData.RepositoryRoot, path).Replace('\\', '/');

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();

    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|readonly|partial|ref) )*(?:class|struct|record|record struct|interface|enum|delegate) ", RegexOptions.Multiline)]
    private static partial Regex PublicTypePattern();

    [GeneratedRegex(@"^[^/""]*\bunsafe\b", RegexOptions.Multiline)]
    private static partial Regex UnsafePattern();

    [GeneratedRegex(@"Environment\.(GetEnvironmentVariable|GetFolderPath)")]
    private static partial Regex EnvironmentPattern();

    [GeneratedRegex(@"[""'(= ]/(work|tmp|root|home)/\w|NotImplementedException|\b(TODO|FIXME|HACK)\b")]
    private static partial Regex ForbiddenPattern();
}
