using MlNetTransfer.Datasets;

namespace MlNetTransfer.Tests.Datasets;

public sealed class ImageFolderTests
{
    [Fact]
    public void Folders_are_classes_in_ordinal_order_and_inner_folders_belong_to_them()
    {
        using TemporaryFolder folder = new();
        folder.Write("dog/b.jpg", "x");
        folder.Write("dog/a/deep/c.jpg", "x");
        folder.Write("Zebra/1.jpg", "x");
        folder.Write("cat/[bracket], \"quote\".jpg", "x");
        folder.Write("cat/=1+1.JPEG", "x");
        folder.Write("cat/emoji \U0001F408.png", "x");
        PictureListing listing = ImageFolder.Open(folder.Root).Train;
        Assert.Equal(["Zebra", "cat", "dog"], listing.ClassNames);
        Assert.Equal(
            ["Zebra/1.jpg", "cat/=1+1.JPEG", "cat/[bracket], \"quote\".jpg", "cat/emoji \U0001F408.png", "dog/a/deep/c.jpg", "dog/b.jpg"],
            listing.Items.Select(i => i.RelativePath));
        Assert.Equal([0, 1, 1, 1, 2, 2], listing.Items.Select(i => i.Label));
        Assert.Equal([1, 3, 2], listing.CountByClass());
        Assert.True(File.Exists(listing.FullPathOf(4)));
    }

    [Fact]
    public void Train_validation_and_test_are_recognised_and_share_labels()
    {
        using TemporaryFolder folder = new();
        folder.Write("train/a/1.jpg", "x");
        folder.Write("train/b/1.jpg", "x");
        folder.Write("validation/b/1.jpg", "x");
        folder.Write("test/a/1.jpg", "x");
        folder.Write("spare/a/1.jpg", "x");
        LabelledPictures pictures = ImageFolder.Open(folder.Root);
        Assert.Equal(["a", "b"], pictures.Train.ClassNames);
        Assert.Equal(1, Assert.Single(pictures.Validation!.Items).Label);
        Assert.Equal(0, Assert.Single(pictures.Test!.Items).Label);
        Assert.Contains(pictures.Train.Notices, n => n.Contains("spare", StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_that_training_does_not_know_is_an_error()
    {
        using TemporaryFolder folder = new();
        folder.Write("train/a/1.jpg", "x");
        folder.Write("train/b/1.jpg", "x");
        folder.Write("test/c/1.jpg", "x");
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => ImageFolder.Open(folder.Root));
        Assert.Contains("'c' is not among", exception.Message, StringComparison.Ordinal);
        Assert.Equal(UnusableDatasetKind.Layout, exception.Kind);
    }

    [Fact]
    public void What_systems_and_people_leave_behind_is_ignored_and_counted()
    {
        using TemporaryFolder folder = new();
        folder.Write("a/1.jpg", "x");
        folder.Write("a/.DS_Store", "x");
        folder.Write("a/Thumbs.db", "x");
        folder.Write("a/desktop.ini", "x");
        folder.Write("a/._1.jpg", "x");
        folder.Write("__MACOSX/a/1.jpg", "x");
        folder.Write("a/1.xml", "x");
        folder.Write("a/notes.TXT", "x");
        folder.Write("b/2.jpg", "x");
        folder.Write("README.md", "x");
        PictureListing listing = ImageFolder.Open(folder.Root).Train;
        Assert.Equal(["a/1.jpg", "b/2.jpg"], listing.Items.Select(i => i.RelativePath));
        Assert.Equal(2, listing.Found);
        Assert.Equal(
            ["5 hidden or system", "1 file(s) beside", "1 .txt", "1 .xml"],
            listing.Notices.Select((n, i) => n[..new[] { 18, 16, 6, 6 }[i]]));
    }

    [Theory]
    [InlineData("none", "no such folder")]
    [InlineData("file", "is a file")]
    [InlineData("empty", "the folder is empty")]
    [InlineData("flat", "only 1 file(s)")]
    public void A_folder_that_is_no_set_says_what_was_found_and_what_is_wanted(string name, string expected)
    {
        using TemporaryFolder folder = new();
        folder.Write("file", "x");
        Directory.CreateDirectory(folder.At("empty"));
        folder.Write("flat/1.jpg", "x");
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => ImageFolder.Open(folder.At(name)));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("DIR/<class>/<picture>", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_class_is_an_error_unless_allowed()
    {
        using TemporaryFolder folder = new();
        folder.Write("a/1.jpg", "x");
        Directory.CreateDirectory(folder.At("b"));
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => ImageFolder.Open(folder.Root));
        Assert.Equal(UnusableDatasetKind.Classes, exception.Kind);
        Assert.Contains("'b' holds no picture", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], ImageFolder.Open(folder.Root, new ImageFolderOptions { AllowEmptyClasses = true }).Train.ClassNames);
    }

    [Fact]
    public void Class_names_that_clash_are_listed_together()
    {
        using TemporaryFolder folder = new();
        folder.Write("Cats/1.jpg", "x");
        folder.Write("caf\u00E9/1.jpg", "x");
        folder.Write("cafe\u0301/1.jpg", "x");
        Assert.SkipWhen(Directory.GetDirectories(folder.Root).Length < 3, "this file system makes the names equal by itself");
        folder.Write("cats/1.jpg", "x");
        Assert.SkipWhen(Directory.GetDirectories(folder.Root).Length < 4, "this file system ignores case");
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => ImageFolder.Open(folder.Root));
        Assert.Contains(exception.Problems, p => p.Contains("'Cats' and 'cats' differ only in upper and lower case", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, p => p.Contains("different Unicode forms", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unicode_twins_are_found_with_and_without_globalisation_data(bool canCompose)
    {
        Assert.SkipWhen(canCompose && !ClassNameRules.CanCompose, "this process runs with invariant globalisation");
        Assert.Single(ClassNameRules.UnicodeTwins(["caf\u00E9", "cafe\u0301", "x"], canCompose));
        Assert.Empty(ClassNameRules.UnicodeTwins(["B\u00E4r", "B\u00F6r", "Bar", "\u732B", "\u72AC"], canCompose));
    }

    [Fact]
    public void Links_are_counted_and_followed_only_on_request()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right that tests do not have");
        using TemporaryFolder folder = new();
        folder.Write("a/1.jpg", "x");
        folder.Write("b/1.jpg", "x");
        File.CreateSymbolicLink(folder.At("a", "2.jpg"), folder.At("a", "1.jpg"));
        Directory.CreateSymbolicLink(folder.At("a", "loop"), folder.At("a"));
        PictureListing listing = ImageFolder.Open(folder.Root).Train;
        Assert.Equal(2, listing.Items.Count);
        Assert.Equal(SkipReason.LinkNotFollowed, Assert.Single(listing.Unreachable).Reason);
        Assert.Equal(3, listing.Found);
        Assert.Contains(listing.Notices, n => n.StartsWith("1 linked folder", StringComparison.Ordinal));
        PictureListing followed = ImageFolder.Open(folder.Root, new ImageFolderOptions { FollowLinks = true }).Train;
        Assert.Equal(["a/1.jpg", "a/2.jpg", "b/1.jpg"], followed.Items.Select(i => i.RelativePath));
    }

    [Fact]
    public void Names_that_are_not_UTF8_are_reported_and_not_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux file systems hold such names");
        using TemporaryFolder folder = new();
        folder.Write("a/1.jpg", "x");
        folder.Write("b/1.jpg", "x");
        string script = $"printf x > \"$(printf '{folder.At("a")}/bad\\377.jpg')\"";
        using (System.Diagnostics.Process shell = System.Diagnostics.Process.Start("sh", ["-c", script]))
        {
            shell.WaitForExit();
        }

        PictureListing listing = ImageFolder.Open(folder.Root).Train;
        Assert.Equal(SkipReason.InvalidName, Assert.Single(listing.Unreachable).Reason);
        Assert.Equal(3, listing.Found);
        using System.Diagnostics.Process cleaner = System.Diagnostics.Process.Start("rm", ["-rf", folder.At("a")]);
        cleaner.WaitForExit();
    }
}
