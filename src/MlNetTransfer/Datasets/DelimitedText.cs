using System.Text;

namespace MlNetTransfer.Datasets;

/// <summary>Splits comma, tab or semicolon separated text into records (RFC 4180: quotes may hold separators, line ends and doubled quotes).</summary>
internal static class DelimitedText
{
    /// <summary>Parses a text; what breaks the rules is added to the problems.</summary>
    public static List<DelimitedRow> Parse(string text, char separator, List<string> problems)
    {
        List<DelimitedRow> rows = [];
        int position = 0;
        int line = 1;
        while (position < text.Length)
        {
            int start = line;
            List<string> fields = [];
            bool more = true;
            while (more)
            {
                fields.Add(ReadField(text, separator, ref position, ref line, problems));
                more = position < text.Length && text[position] == separator;
                position += more ? 1 : 0;
            }

            SkipLineEnd(text, ref position, ref line);
            if (fields.Count > 1 || fields[0].Trim().Length > 0)
            {
                rows.Add(new DelimitedRow(start, fields));
            }
        }

        return rows;
    }

    private static string ReadField(string text, char separator, ref int position, ref int line, List<string> problems)
    {
        if (position >= text.Length || text[position] != '"')
        {
            int length = text.AsSpan(position).IndexOfAny(separator, '\r', '\n');
            string field = length < 0 ? text[position..] : text.Substring(position, length);
            position += field.Length;
            return field;
        }

        int start = line;
        StringBuilder quoted = new();
        for (position++; position < text.Length; position++)
        {
            char c = text[position];
            if (c == '"' && (position + 1 >= text.Length || text[position + 1] != '"'))
            {
                position++;
                return quoted.Append(ReadField(text, separator, ref position, ref line, problems)).ToString();
            }

            position += c == '"' ? 1 : 0;
            line += c == '\n' ? 1 : 0;
            quoted.Append(c);
        }

        problems.Add(FormattableString.Invariant($"line {start}: a quote is opened and never closed"));
        return quoted.ToString();
    }

    private static void SkipLineEnd(string text, ref int position, ref int line)
    {
        if (position < text.Length)
        {
            position += text[position] == '\r' && position + 1 < text.Length && text[position + 1] == '\n' ? 2 : 1;
            line++;
        }
    }
}
