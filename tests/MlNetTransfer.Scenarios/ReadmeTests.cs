using System.Text.RegularExpressions;

namespace MlNetTransfer.Scenarios;

/// <summary>What the README names exists: commands and files. Its samples are run by <see cref="SampleTests"/>.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_command_in_the_readme_is_one_that_the_console_host_knows()
    {
        string help = CommandLine.Run("--help").Output;
        foreach (Match match in CommandPattern().Matches(Readme()))
        {
            Assert.Contains($"  {match.Groups[1].Value} ", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_file_that_the_documents_link_to_exists()
    {
        string[] documents = [Path.Combine(TestData.RepositoryRoot, "README.md"), .. Directory.GetFiles(Path.Combine(TestData.RepositoryRoot, "docs"), "*.md")];
        foreach (string document in documents)
        {
            foreach (Match match in LinkPattern().Matches(File.ReadAllText(document)))
            {
                string target = Path.Combine(Path.GetDirectoryName(document)!, match.Groups[1].Value);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{Path.GetFileName(document)} links to {match.Groups[1].Value}");
            }
        }
    }

    private static string Readme() => File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "README.md")).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^mlnet-transfer (\w+)", RegexOptions.Multiline)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex LinkPattern();
}
