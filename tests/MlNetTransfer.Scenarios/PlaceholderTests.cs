namespace MlNetTransfer.Scenarios;

public sealed class PlaceholderTests
{
    [Fact]
    public void Repository_root_is_found() => Assert.True(File.Exists(Path.Combine(TestData.RepositoryRoot, "MlNetTransfer.sln")));
}
