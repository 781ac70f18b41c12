using System.Buffers.Binary;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

public sealed class ExifOrientationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reads_all_eight_in_both_byte_orders_and_three_types(bool littleEndian)
    {
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            Assert.Equal(orientation, ExifOrientation.Read(Block(littleEndian, 3, orientation)));
            Assert.Equal(orientation, ExifOrientation.Read(Block(littleEndian, 4, orientation)));
            Assert.Equal(orientation, ExifOrientation.Read(Block(littleEndian, 1, orientation)));
            Assert.Equal(orientation, ExifOrientation.Read([.. "Exif\0\0"u8, .. Block(littleEndian, 3, orientation)]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void Takes_values_outside_of_one_to_eight_as_upright(int value) =>
        Assert.Equal(1, ExifOrientation.Read(Block(littleEndian: true, 3, value)));

    [Fact]
    public void Takes_every_cut_and_every_changed_byte_as_some_orientation()
    {
        byte[] whole = Block(littleEndian: false, 3, 6);
        for (int length = 0; length < whole.Length; length++)
        {
            // The next directory's offset at the end is not needed.
            Assert.Equal(length >= whole.Length - 4 ? 6 : 1, ExifOrientation.Read(whole.AsSpan(0, length)));
        }

        for (int at = 0; at < whole.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. whole];
                changed[at] = (byte)value;
                Assert.InRange(ExifOrientation.Read(changed), 1, 8);
            }
        }
    }

    [Fact]
    public void A_directory_that_links_to_itself_ends()
    {
        byte[] block = Block(littleEndian: true, 3, 6);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(10), 0x0100);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(22), 8);
        Assert.Equal(1, ExifOrientation.Read(block));
    }

    private static byte[] Block(bool littleEndian, int type, int value)
    {
        byte[] block = new byte[26];
        (littleEndian ? "II*\0"u8 : "MM\0*"u8).CopyTo(block);
        Write32(block, 4, 8, littleEndian);
        Write16(block, 8, 1, littleEndian);
        Write16(block, 10, 0x0112, littleEndian);
        Write16(block, 12, type, littleEndian);
        Write32(block, 14, 1, littleEndian);
        switch (type)
        {
            case 1:
                block[18] = (byte)value;
                break;
            case 3:
                Write16(block, 18, value, littleEndian);
                break;
            default:
                Write32(block, 18, value, littleEndian);
                break;
        }

        return block;
    }

    private static void Write16(byte[] block, int at, int value, bool littleEndian)
    {
        block[at + (littleEndian ? 0 : 1)] = (byte)value;
        block[at + (littleEndian ? 1 : 0)] = (byte)(value >> 8);
    }

    private static void Write32(byte[] block, int at, int value, bool littleEndian)
    {
        Write16(block, at + (littleEndian ? 0 : 2), value, littleEndian);
        Write16(block, at + (littleEndian ? 2 : 0), value >> 16, littleEndian);
    }
}
