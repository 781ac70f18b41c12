using System.Buffers.Binary;
using System.Numerics;
using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Training.Events;

/// <summary>A run log as TensorBoard reads it: a record file of Event messages with one scalar for each number.</summary>
/// <remarks>
/// Record: length (8 bytes), masked CRC-32C of it, data, masked CRC-32C of the data, little endian. Event: 1 wall time (double), 2 step, 3 file version,
/// 5 summary; Summary: 1 value; Value: 1 tag, 2 simple value (float). Source: tensorflow event.proto, summary.proto and record_writer.
/// </remarks>
internal sealed class TensorBoardLog
{
    private const uint MaskDelta = 0xA282EAD8;

    private readonly Stream _stream;
    private readonly TimeProvider _time;

    /// <summary>Starts a file.</summary>
    public TensorBoardLog(Stream stream, TimeProvider time)
    {
        _stream = stream;
        _time = time;
        WriteEvent(0, message => message.Text(3, "brain.Event:2"));
    }

    /// <summary>Appends an event; tags are "event/number".</summary>
    public void Write(TrainingEvent what) => WriteEvent(
        what.Step,
        message => message.Message(5, summary =>
        {
            foreach ((string name, double number) in what.Values)
            {
                summary.Message(1, value =>
                {
                    value.Text(1, what.Name + "/" + name);
                    value.Single(2, (float)number);
                });
            }
        }));

    private void WriteEvent(long step, Action<ProtobufWriter> body)
    {
        ProtobufWriter message = new();
        message.Double(1, _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        message.Int64(2, step);
        body(message);
        WriteRecord(message.ToArray());
    }

    private void WriteRecord(ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)data.Length);
        _stream.Write(number);
        WriteChecksum(number);
        _stream.Write(data);
        WriteChecksum(data);
        _stream.Flush();
    }

    private void WriteChecksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~crc;
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(crc, 15) + MaskDelta);
        _stream.Write(masked);
    }
}
