using System.Text;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>How lines of text are cut into values.</summary>
internal sealed record TextFormat(char Separator, bool HasHeader, bool AllowQuoting, bool TrimWhitespace)
{
    private const char Quote = '"';

    /// <summary>The values of a line.</summary>
    public IReadOnlyList<string> Split(string line)
    {
        if (!AllowQuoting || !line.Contains(Quote, StringComparison.Ordinal))
        {
            return [.. line.Split(Separator).Select(Trim)];
        }

        List<string> values = [];
        StringBuilder value = new();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            bool isDoubled = isQuoted && line[i] == Quote && i + 1 < line.Length && line[i + 1] == Quote;
            if (isDoubled)
            {
                value.Append(Quote);
                i++;
            }
            else if (line[i] == Quote)
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == Separator && !isQuoted)
            {
                values.Add(Trim(value.ToString()));
                value.Clear();
            }
            else
            {
                value.Append(line[i]);
            }
        }

        values.Add(Trim(value.ToString()));
        return values;
    }

    private string Trim(string value) => TrimWhitespace ? value.TrimEnd() : value;
}
