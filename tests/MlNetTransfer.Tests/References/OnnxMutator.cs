using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.References;

/// <summary>Structure-aware damage to ONNX and TensorFlow files: fields are found, changed, doubled, dropped, moved and re-nested with correct lengths; sometimes plain bytes.</summary>
internal sealed class OnnxMutator(SeededRandom random, IReadOnlyList<byte[]> seeds, params string[] words)
{
    private static readonly string[] OnnxWords = ["", "x", "y", "w", "Relu", "Reshape", "Conv", "axis", "Gather", "Slice"];

    private static readonly long[] OddNumbers = [0, 1, 2, 3, 7, -1, -2, 4, 6, 8, 10, 16, 64, 127, 255, 65_536, int.MaxValue, 1L << 32, long.MaxValue, long.MinValue];

    /// <summary>Most damages to one file.</summary>
    public int MostRounds { get; init; } = 3;

    /// <summary>One damaged file.</summary>
    public byte[] Next()
    {
        byte[] file = Pick(seeds);
        int rounds = 1 + random.NextInt32(MostRounds);
        for (int i = 0; i < rounds; i++)
        {
            file = random.NextInt32(8) switch
            {
                0 => Flip(file),
                1 when random.NextInt32(4) == 0 => file[..random.NextInt32(file.Length + 1)],
                _ => Mutate(file, 0),
            };
        }

        return file;
    }

    // Changes one field of a message, deeper with luck; lengths above it stay right.
    private byte[] Mutate(byte[] message, int depth)
    {
        List<byte[]> fields = Fields(message);
        if (fields.Count == 0)
        {
            return message;
        }

        int index = random.NextInt32(fields.Count);
        byte[] field = fields[index];
        bool nested = (field[0] & 7) == 2 && depth < 6;
        if (nested && random.NextInt32(5) != 0)
        {
            byte[] payload = Payload(field);
            byte[] changed = LooksLikeMessage(payload) && random.NextInt32(8) != 0 ? Mutate(payload, depth + 1) : Leaf(payload);
            fields[index] = OnnxBytes.Bytes(field[0] >> 3, changed);
            return OnnxBytes.Join([.. fields]);
        }

        switch (random.NextInt32(5))
        {
            case 0:
                fields.RemoveAt(index);
                break;
            case 1:
                fields.Insert(index, field);
                break;
            case 2:
                int other = random.NextInt32(fields.Count);
                (fields[index], fields[other]) = (fields[other], field);
                break;
            case 3:
                fields[index] = OnnxBytes.Int(1 + random.NextInt32(21), Pick(OddNumbers));
                break;
            default:
                fields[index] = (field[0] & 7) == 0 ? OnnxBytes.Int(field[0] >> 3, Pick(OddNumbers)) : Splice(field);
                break;
        }

        return OnnxBytes.Join([.. fields]);
    }

    // A leaf of bytes: text such as names becomes another name of the file, data are cut, grown or flipped.
    private byte[] Leaf(byte[] payload) => random.NextInt32(4) switch
    {
        0 => payload.Length == 0 ? payload : payload[..random.NextInt32(payload.Length)],
        1 => [.. payload, .. payload],
        2 => System.Text.Encoding.UTF8.GetBytes(Pick(words.Length > 0 ? words : OnnxWords)),
        _ => payload.Length == 0 ? [1] : Flip(payload),
    };

    // A field of the same kind from another file.
    private byte[] Splice(byte[] field)
    {
        List<byte[]> candidates = [.. Fields(GraphOf(Pick(seeds))).Where(f => f[0] == field[0])];
        return candidates.Count == 0 ? field : Pick(candidates);
    }

    private static byte[] GraphOf(byte[] file) => Fields(file).Where(f => f[0] == 0x3A).Select(Payload).FirstOrDefault() ?? file;

    private byte[] Flip(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        if (changed.Length > 0)
        {
            changed[random.NextInt32(changed.Length)] ^= (byte)(1 << random.NextInt32(8));
        }

        return changed;
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.NextInt32(from.Count)];

    private static bool LooksLikeMessage(byte[] payload) => payload.Length > 1 && OnnxBytes.Join([.. Fields(payload)]).Length == payload.Length;

    private static byte[] Payload(byte[] field)
    {
        int position = 1;
        while (field[position++] >= 0x80)
        {
        }

        return field[position..];
    }

    // One-byte keys only, as ONNX has up to field 15; stops where the bytes are no such message.
    private static List<byte[]> Fields(byte[] message)
    {
        List<byte[]> fields = [];
        int position = 0;
        while (position < message.Length)
        {
            int start = position;
            int wire = message[position++] & 7;
            long length = 0;
            bool complete = message[start] is > 7 and < 0x80;
            if (wire is 0 or 2)
            {
                int shift = 0;
                byte next;
                do
                {
                    complete &= position < message.Length;
                    next = complete ? message[position++] : (byte)0;
                    length |= shift < 35 ? (long)(next & 0x7F) << shift : 0;
                    shift += 7;
                }
                while (next >= 0x80);
            }

            long end = position + (wire == 2 ? length : wire == 5 ? 4 : wire == 1 ? 8 : 0);
            if (!complete || wire is 3 or 4 or > 5 || end > message.Length)
            {
                return fields;
            }

            position = (int)end;
            fields.Add(message[start..position]);
        }

        return fields;
    }
}
