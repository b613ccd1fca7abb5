using System.Buffers;

namespace Platform.Validation.Tests.Schema;

/// <summary>The same bytes in pieces, as a network brings them.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    private Pieces(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>Two pieces.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, int at) => Join(bytes.AsMemory(0, at), bytes.AsMemory(at));

    /// <summary>A piece for each byte.</summary>
    public static ReadOnlySequence<byte> Single(byte[] bytes) =>
        bytes.Length == 0 ? ReadOnlySequence<byte>.Empty : Join([.. Enumerable.Range(0, bytes.Length).Select(i => (ReadOnlyMemory<byte>)bytes.AsMemory(i, 1))]);

    private static ReadOnlySequence<byte> Join(params ReadOnlyMemory<byte>[] parts)
    {
        var first = new Pieces(parts[0], 0);
        var last = first;
        foreach (var part in parts[1..])
        {
            var next = new Pieces(part, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
