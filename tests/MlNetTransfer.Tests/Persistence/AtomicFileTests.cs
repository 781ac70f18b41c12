using MlNetTransfer.Persistence;

namespace MlNetTransfer.Tests.Persistence;

public sealed class AtomicFileTests
{
    [Fact]
    public void Writes_a_new_file_and_replaces_an_old_one()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("model.zip");
        AtomicFile.WriteAllBytes(path, new byte[] { 1, 2, 3 });
        AtomicFile.WriteAllBytes(path, new byte[] { 4 });
        Assert.Equal([4], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_old_file_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("model.zip", "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("half way");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_full_disk_is_named_and_leaves_the_old_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("model.zip", "old");
        const int DiskFull = unchecked((int)0x80070070);
        FileWriteException exception = Assert.Throws<FileWriteException>(() =>
            AtomicFile.Write(path, _ => throw new IOException("No space left on device", DiskFull)));
        Assert.Equal(FileWriteFailure.DiskFull, exception.Failure);
        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void The_kernels_own_full_disk_is_recognised()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        using TemporaryFolder folder = new();
        FileWriteException exception = Assert.Throws<FileWriteException>(() => AtomicFile.Write(folder.At("x"), _ =>
        {
            using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write);
            full.Write(new byte[100_000]);
            full.Flush();
        }));
        Assert.Equal(FileWriteFailure.DiskFull, exception.Failure);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        using TemporaryFolder folder = new();
        FileWriteException exception = Assert.Throws<FileWriteException>(() => AtomicFile.WriteAllBytes(folder.At("none", "x"), new byte[1]));
        Assert.Equal(FileWriteFailure.FolderMissing, exception.Failure);
    }

    [Fact]
    public void A_folder_of_that_name_is_named()
    {
        using TemporaryFolder folder = new();
        FileWriteException exception = Assert.Throws<FileWriteException>(() => AtomicFile.WriteAllBytes(folder.Root, new byte[1]));
        Assert.Equal(FileWriteFailure.IsFolder, exception.Failure);
    }

    [Fact]
    public void The_janitor_takes_old_leftovers_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        string old = folder.Write(".model.zip.abc.mlt-tmp", "x");
        string recent = folder.Write(".model.zip.def.mlt-tmp", "x");
        string other = folder.Write("model.zip", "x");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddHours(-2));
        Assert.Equal(1, AtomicFile.DeleteStaleTemporaries(folder.Root));
        Assert.Equal([recent, other], Directory.GetFiles(folder.Root).Order(StringComparer.Ordinal));
        Assert.Equal(0, AtomicFile.DeleteStaleTemporaries(folder.At("none")));
    }

    [Fact]
    public void Long_names_fit()
    {
        using TemporaryFolder folder = new();
        string path = folder.At(new string('n', 250));
        AtomicFile.WriteAllBytes(path, new byte[] { 9 });
        Assert.Equal([9], File.ReadAllBytes(path));
    }
}
