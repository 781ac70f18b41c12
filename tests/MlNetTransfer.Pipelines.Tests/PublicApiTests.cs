namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Each change of the public surface shows in review, as a change of the approved text beside this file.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one()
    {
        string approvedPath = Path.Combine(TestData.RepositoryRoot, "tests", "MlNetTransfer.Pipelines.Tests", "PublicApi.approved.txt");
        string receivedPath = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
        string received = Scenarios.PublicApi.Describe(typeof(MLContext).Assembly);
        string approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath) : "";
        File.WriteAllText(receivedPath, received);
        Assert.True(approved == received, $"The public API changed. Review {receivedPath} and copy it to PublicApi.approved.txt when the change is meant.");
    }
}
