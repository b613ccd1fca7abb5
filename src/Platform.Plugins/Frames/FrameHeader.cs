using System.Buffers.Binary;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>What stands before a message on a connection.</summary>
/// <param name="Length">How many bytes the message has.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Target">Which implementation is called.</param>
/// <param name="Request">Which call it is of, as the caller numbers them.</param>
/// <param name="Number">The number of the method; of items, where credit is given.</param>
/// <param name="Credit">How many items may be sent at first.</param>
internal readonly record struct FrameHeader(int Length, FrameKind Kind, ushort Target, uint Request, int Number = 0, int Credit = 0)
{
    public const int Bytes = 20;

    public void Write(Span<byte> header)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, Length);
        (header[4], header[5]) = ((byte)Kind, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], Target);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Request);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Credit);
    }

    /// <exception cref="WireException">It is none, or of a message that is too long.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> header, int maxBytes)
    {
        var read = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(header), (FrameKind)header[4], BinaryPrimitives.ReadUInt16LittleEndian(header[6..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[12..]), BinaryPrimitives.ReadInt32LittleEndian(header[16..]));
        if (read.Kind is < FrameKind.Call or > FrameKind.Fail || header[5] != 0 || read.Credit < 0)
            throw new WireException("What arrived is no frame.");
        return (uint)read.Length <= (uint)maxBytes ? read
            : throw new WireException($"A frame announces a message of more than {maxBytes} bytes.");
    }
}
