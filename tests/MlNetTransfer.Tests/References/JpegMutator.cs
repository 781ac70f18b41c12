using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.References;

/// <summary>Breaks JPEG files in ways that know their structure, so that many reach the decoding of pixels.</summary>
internal sealed class JpegMutator(IReadOnlyList<byte[]> files, long seed)
{
    private readonly SeededRandom _random = new(seed);

    public byte[] Next()
    {
        byte[] file = [.. Pick()];
        for (int n = 1 + _random.NextInt32(3); n > 0; n--)
        {
            file = Mutate(file);
        }

        return file;
    }

    private byte[] Mutate(byte[] file)
    {
        (int start, int end)[] segments = Segments(file);
        if (segments.Length == 0 || file.Length < 8)
        {
            return file;
        }

        (int start, int end) = segments[_random.NextInt32(segments.Length)];
        int scan = segments[^1].end;
        switch (_random.NextInt32(10))
        {
            case 0: // lose a segment
                return [.. file[..start], .. file[end..]];
            case 1: // repeat a segment somewhere
                int place = segments[_random.NextInt32(segments.Length)].start;
                return [.. file[..place], .. file[start..end], .. file[place..]];
            case 2: // a byte of a segment
                file[start + _random.NextInt32(Math.Max(1, end - start))] = (byte)_random.NextInt32(256);
                return file;
            case 3: // a bit of a table
                file[Math.Min(file.Length - 1, start + 4 + _random.NextInt32(Math.Max(1, end - start - 4)))] ^= (byte)(1 << _random.NextInt32(8));
                return file;
            case 4 or 5: // bits of the scan
                for (int n = 1 + _random.NextInt32(4); n > 0 && scan < file.Length; n--)
                {
                    file[scan + _random.NextInt32(file.Length - scan)] ^= (byte)(1 << _random.NextInt32(8));
                }

                return file;
            case 6: // cut
                return file[..(2 + _random.NextInt32(file.Length - 2))];
            case 7: // splice with another file's tail
                byte[] other = Pick();
                return [.. file[..(2 + _random.NextInt32(file.Length - 2))], .. other[_random.NextInt32(other.Length)..]];
            case 8: // a marker in the scan
                int at = Math.Min(file.Length, scan + _random.NextInt32(Math.Max(1, file.Length - scan)));
                return [.. file[..at], 0xFF, (byte)(0xC0 + _random.NextInt32(64)), .. file[at..]];
            default: // lose some of the scan
                int from = Math.Min(file.Length, scan + _random.NextInt32(Math.Max(1, file.Length - scan)));
                return [.. file[..from], .. file[Math.Min(file.Length, from + 1 + _random.NextInt32(40))..]];
        }
    }

    private byte[] Pick() => files[_random.NextInt32(files.Count)];

    // Segments up to and with the first scan header.
    private static (int Start, int End)[] Segments(byte[] file)
    {
        List<(int, int)> segments = [];
        for (int i = 2; i + 4 < file.Length && file[i] == 0xFF;)
        {
            int end = Math.Min(file.Length, i + JpegBytes.Length(file, i));
            segments.Add((i, end));
            if (file[i + 1] == 0xDA)
            {
                break;
            }

            i = end;
        }

        return [.. segments];
    }
}
