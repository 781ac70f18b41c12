using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Runtime;

public sealed class UserFoldersTests
{
    private static readonly string Root = Path.GetPathRoot(Path.GetFullPath("."))!;

    [Fact]
    public void The_own_variable_wins_over_all_others() =>
        Assert.Equal(Path.Combine(Root, "own"), Find(UserPlatform.Unix, ("MLNETTRANSFER_CACHE", Path.Combine(Root, "own")), ("XDG_CACHE_HOME", Path.Combine(Root, "xdg")), ("HOME", Root)));

    [Fact]
    public void The_XDG_folder_comes_next_when_it_is_absolute()
    {
        Assert.Equal(Path.Combine(Root, "xdg", "mlnet-transfer"), Find(UserPlatform.Unix, ("XDG_CACHE_HOME", Path.Combine(Root, "xdg")), ("HOME", Root)));
        Assert.Equal(Path.Combine(Root, ".cache", "mlnet-transfer"), Find(UserPlatform.Unix, ("XDG_CACHE_HOME", "relative"), ("HOME", Root)));
    }

    [Theory]
    [InlineData(0, "HOME", ".cache/mlnet-transfer")]
    [InlineData(1, "HOME", "Library/Caches/mlnet-transfer")]
    [InlineData(2, "LOCALAPPDATA", "mlnet-transfer/cache")]
    public void Each_platform_has_its_own_place(int platform, string variable, string expected) =>
        Assert.Equal(Path.Combine([Root, .. expected.Split('/')]), Find((UserPlatform)platform, (variable, Root)));

    [Fact]
    public void A_user_without_home_has_no_cache_folder() => Assert.Null(Find(UserPlatform.Unix));

    private static string? Find(UserPlatform platform, params (string Name, string Value)[] variables) =>
        UserFolders.FindCacheFolder(name => variables.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault(), platform);
}
