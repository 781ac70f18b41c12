namespace MlNetTransfer.Graphs.Blocks;

/// <summary>A name for people: what the names of a block's constants have in common.</summary>
internal static class BlockLabel
{
    private static readonly char[] Separators = ['.', '/', '_'];

    /// <summary>The longest common start that ends at a separator; empty where there is none.</summary>
    public static string Of(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return "";
        }

        string common = names[0];
        foreach (string name in names.Skip(1))
        {
            int length = 0;
            while (length < Math.Min(common.Length, name.Length) && common[length] == name[length])
            {
                length++;
            }

            common = common[..length];
        }

        int end = common.LastIndexOfAny(Separators);
        return end <= 0 ? "" : common[..end].TrimEnd(Separators);
    }
}
