using System.Buffers;

namespace Platform.Conformance.Tests.Json;

/// <summary>A part of a sequence that holds one byte: no token, number or character lies in one piece.</summary>
public sealed class ByteSegment : ReadOnlySequenceSegment<byte>
{
    private ByteSegment(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>Splits a text between all its bytes.</summary>
    /// <param name="bytes">The text.</param>
    /// <returns>The same bytes, each in a segment of its own.</returns>
    public static ReadOnlySequence<byte> Split(ReadOnlyMemory<byte> bytes)
    {
        var first = new ByteSegment(bytes[..Math.Min(1, bytes.Length)], 0);
        var last = first;
        for (var at = 1; at < bytes.Length; at++)
        {
            var next = new ByteSegment(bytes.Slice(at, 1), at);
            last.Next = next;
            last = next;
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
