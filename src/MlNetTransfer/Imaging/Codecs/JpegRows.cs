namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Eight vectors: the rows of as many blocks as a vector has groups.</summary>
/// <remarks>Named fields, not an array: the compiler then keeps them in registers, three times as fast.</remarks>
/// <typeparam name="TLanes">The vector.</typeparam>
internal struct JpegRows<TLanes>
    where TLanes : struct
{
    public TLanes R0;
    public TLanes R1;
    public TLanes R2;
    public TLanes R3;
    public TLanes R4;
    public TLanes R5;
    public TLanes R6;
    public TLanes R7;
}
