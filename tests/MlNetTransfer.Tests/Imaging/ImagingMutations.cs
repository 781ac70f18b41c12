using System.Buffers.Binary;
using MlNetTransfer.Imaging;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Breaks pictures where it hurts: header fields, chunks and blocks, and compressed data that stays decodable.</summary>
internal static class ImagingMutations
{
    private static readonly uint[] Interesting =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 24, 31, 32, 33, 40, 64, 127, 128, 255, 256, 1000, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    private static readonly string[] ChunkTypes = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "eXIf", "iCCP", "zTXt", "acTL", "fcTL", "fdAT", "ABCD", "I AT"];

    /// <summary>Changes a file of a format one to three times.</summary>
    public static byte[] Mutate(ImageFormat format, byte[] seed, SeededRandom random)
    {
        byte[] data = seed;
        for (int left = 1 + random.NextInt32(3); left > 0 && data.Length > 0; left--)
        {
            data = random.NextInt32(4) == 0 ? MutateBytes(data, random) : format switch
            {
                ImageFormat.Png => ReferenceEquals(data, seed) ? MutatePng(data, random) : MutateBytes(data, random),
                ImageFormat.Bmp => MutateBmp(data, random),
                _ => MutateGif(data, random),
            };
        }

        return data;
    }

    private static byte[] MutateBytes(byte[] data, SeededRandom random)
    {
        byte[] changed = [.. data];
        switch (random.NextInt32(5))
        {
            case 0:
                return changed[..random.NextInt32(changed.Length + 1)];
            case 1:
                int from = random.NextInt32(changed.Length);
                int to = random.NextInt32(changed.Length);
                int length = random.NextInt32(changed.Length - Math.Max(from, to));
                changed.AsSpan(from, length).ToArray().CopyTo(changed.AsSpan(to));
                return changed;
            case 2:
                int at = random.NextInt32(changed.Length);
                return [.. changed[..at], .. Bytes(random, random.NextInt32(20)), .. changed[at..]];
            default:
                for (int left = 1 + random.NextInt32(8); left > 0; left--)
                {
                    changed[random.NextInt32(changed.Length)] ^= (byte)(1 << random.NextInt32(8));
                }

                return changed;
        }
    }

    private static byte[] MutatePng(byte[] data, SeededRandom random)
    {
        PngParts parts = PngParts.Read(data);
        for (int left = 1 + random.NextInt32(3); left > 0; left--)
        {
            PngParts.Chunk chunk = parts.Chunks[random.NextInt32(parts.Chunks.Count)];
            switch (random.NextInt32(9))
            {
                case 0:
                    MutateHeader(parts, random);
                    break;
                case 1 or 2 or 3:
                    MutatePixels(parts, random);
                    break;
                case 4:
                    chunk.Content = chunk.Content.Length == 0 ? Bytes(random, 5) : MutateBytes(chunk.Content, random);
                    break;
                case 5:
                    chunk.WrongChecksum = true;
                    break;
                case 6:
                    parts.Chunks.Insert(random.NextInt32(parts.Chunks.Count), new PngParts.Chunk(ChunkTypes[random.NextInt32(ChunkTypes.Length)], Bytes(random, random.NextInt32(40))));
                    break;
                case 7:
                    parts.Chunks.Insert(random.NextInt32(parts.Chunks.Count), chunk);
                    break;
                default:
                    if (parts.Chunks.Count > 1)
                    {
                        parts.Chunks.Remove(chunk);
                    }

                    break;
            }
        }

        return parts.ToArray();
    }

    private static void MutateHeader(PngParts parts, SeededRandom random)
    {
        PngParts.Chunk? header = parts.Chunks.Find(c => c.Type == "IHDR");
        if (header is null || header.Content.Length < 13)
        {
            return;
        }

        switch (random.NextInt32(3))
        {
            case 0:
                BinaryPrimitives.WriteUInt32BigEndian(header.Content.AsSpan(4 * random.NextInt32(2)), Interesting[random.NextInt32(Interesting.Length)]);
                break;
            case 1:
                header.Content[8 + random.NextInt32(5)] = (byte)random.NextInt32(18);
                break;
            default:
                (header.Content[8], header.Content[9], header.Content[12]) = ((byte)(1 << random.NextInt32(5)), (byte)random.NextInt32(7), (byte)random.NextInt32(2));
                break;
        }
    }

    private static void MutatePixels(PngParts parts, SeededRandom random)
    {
        byte[] compressed = [.. parts.Chunks.Where(c => c.Type == "IDAT").SelectMany(c => c.Content)];
        byte[] raw;
        try
        {
            raw = PngParts.Inflate(compressed);
        }
        catch (InvalidDataException)
        {
            return;
        }

        int first = parts.Chunks.FindIndex(c => c.Type == "IDAT");
        if (first < 0 || raw.Length == 0)
        {
            return;
        }

        parts.Chunks.RemoveAll(c => c.Type == "IDAT");
        parts.Chunks.Insert(Math.Min(first, parts.Chunks.Count), new PngParts.Chunk("IDAT", PngParts.Deflate(MutateBytes(raw, random))));
    }

    private static byte[] MutateBmp(byte[] data, SeededRandom random)
    {
        byte[] changed = [.. data];
        if (changed.Length < 58)
        {
            return MutateBytes(changed, random);
        }

        int pixels = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(changed.AsSpan(10)), 0, changed.Length - 1);
        switch (random.NextInt32(4))
        {
            case 0:
                int field = new int[] { 10, 14, 18, 22, 30, 46 }[random.NextInt32(6)];
                BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(field), Interesting[random.NextInt32(Interesting.Length)]);
                return changed;
            case 1:
                BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(28), (ushort)(1 << random.NextInt32(6)));
                changed[30] = (byte)random.NextInt32(7);
                return changed;
            default:
                return [.. changed[..pixels], .. MutateBytes(changed[pixels..], random)];
        }
    }

    private static byte[] MutateGif(byte[] data, SeededRandom random)
    {
        byte[] changed = [.. data];
        int frame = changed.AsSpan().IndexOf((byte)0x2C);
        if (changed.Length < 13 || frame < 0 || frame + 11 > changed.Length)
        {
            return MutateBytes(changed, random);
        }

        switch (random.NextInt32(4))
        {
            case 0:
                int field = new int[] { 6, 8, frame + 1, frame + 3, frame + 5, frame + 7 }[random.NextInt32(6)];
                BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(field), (ushort)Interesting[random.NextInt32(Interesting.Length)]);
                return changed;
            case 1:
                changed[random.NextInt32(2) == 0 ? 10 : frame + 9] ^= (byte)(1 << random.NextInt32(8));
                return changed;
            case 2:
                changed[frame + 10] = (byte)random.NextInt32(13);
                return changed;
            default:
                return [.. changed[..(frame + 10)], .. MutateBytes(changed[(frame + 10)..], random)];
        }
    }

    private static byte[] Bytes(SeededRandom random, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)random.NextInt32(256);
        }

        return bytes;
    }
}
