namespace MlNetTransfer.Importing.Protobuf;

/// <summary>How a field's value is laid out (Protocol Buffers encoding, "Message structure"); groups are not supported.</summary>
internal enum WireType
{
    /// <summary>Base-128 integer of 1 to 10 bytes.</summary>
    Varint = 0,

    /// <summary>Eight little-endian bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and that many bytes.</summary>
    Length = 2,

    /// <summary>Four little-endian bytes.</summary>
    Fixed32 = 5,
}
