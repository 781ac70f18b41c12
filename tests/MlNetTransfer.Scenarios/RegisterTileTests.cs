using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace MlNetTransfer.Scenarios;

/// <summary>What the JIT makes of the innermost loops: multiply-adds that overwrite their sums, no moves between registers, nothing on the stack.</summary>
/// <remarks>A core that does nothing else hides such moves; with its other half busy they cost a third of all images per second, and no timing in a test could tell.</remarks>
public sealed partial class RegisterTileTests
{
    private const int FewestMultiplyAdds = 6;

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    public void Innermost_loops_move_no_registers(string hasAvx512)
    {
        if (!Fma.IsSupported)
        {
            Assert.Skip("The listing is read for x64 with FMA only.");
        }

        using TemporaryFolder folder = new();
        string listing = folder.File("listing.txt");
        Dictionary<string, string> environment = new()
        {
            ["DOTNET_JitDisasm"] = "RunTile RunChannelTile RunTaps",
            ["DOTNET_JitStdOutFile"] = listing,
            ["DOTNET_EnableAVX512"] = hasAvx512,
        };
        CommandLine.Result result = CommandLine.Run(
            environment,
            ["train", SmallSet.CopyTo(folder), "--out", folder.File("model.zip"), "--backbone", TestData.Own("golden", "networks", "mobilenet_v2.onnx"), "--preprocessing", "torchvision", "--size", "32", "--features", "features", "--mode", "all", "--epochs", "1", "--cache", folder.File("cache")]);
        Assert.True(result.ExitCode == 0, result.Error);

        // Each method has its heading; its parts between jumps have headings of their own.
        string[] loops = [.. Heading().Split(File.ReadAllText(listing)).Where(part => MultiplyAdd().Count(part) >= FewestMultiplyAdds)];
        Assert.True(loops.Length >= 4, $"{loops.Length} loops of multiply-adds were found");
        Assert.All(loops, loop =>
        {
            Assert.DoesNotMatch(Move(), loop);
            Assert.DoesNotMatch(Spill(), loop);
        });
    }

    [GeneratedRegex(@"^(?:; Assembly listing|G_M\d+_IG\d+)", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\bvfmadd\d+ps\b")]
    private static partial Regex MultiplyAdd();

    [GeneratedRegex(@"\bvmov[au]p[sd]\s+[xyz]mm\d+, [xyz]mm\d+\s*$", RegexOptions.Multiline)]
    private static partial Regex Move();

    [GeneratedRegex(@"[xyz]mm\d+.*\[r[sb]p|\[r[sb]p.*[xyz]mm\d+")]
    private static partial Regex Spill();
}
