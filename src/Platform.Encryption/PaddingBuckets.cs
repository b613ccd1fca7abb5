namespace Platform.Encryption;

/// <summary>Hides the length of plaintexts by padding each to the next bucket. Format, "Padding". Immutable and thread-safe.</summary>
public sealed class PaddingBuckets
{
    private readonly int[] _sizes;

    private PaddingBuckets(int[] sizes) => _sizes = sizes;

    /// <summary>No padding: a sealed value tells the exact length of its plaintext.</summary>
    public static PaddingBuckets None { get; } = new([]);

    /// <summary>Pads to the next of some lengths, and beyond the largest to its next multiple. One byte of each bucket is needed for the padding itself.</summary>
    /// <param name="sizes">Lengths in bytes, each at least 1, ascending. A single one pads to its multiples.</param>
    /// <returns>The buckets.</returns>
    /// <exception cref="ArgumentException"><paramref name="sizes"/> is empty, not ascending, or holds a length below 1.</exception>
    public static PaddingBuckets Of(params ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty)
            throw new ArgumentException("Name at least one bucket, or use None.", nameof(sizes));
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] <= (i == 0 ? 0 : sizes[i - 1]))
                throw new ArgumentException("Buckets are lengths of at least 1, in ascending order.", nameof(sizes));
        }
        return new PaddingBuckets(sizes.ToArray());
    }

    internal bool IsNone => _sizes.Length == 0;

    internal int PaddedLength(int length)
    {
        if (IsNone)
            return length;
        foreach (var size in _sizes)
        {
            if (length < size)
                return size;
        }
        var largest = _sizes[^1];
        return checked((length / largest + 1) * largest);
    }

    /// <summary>Writes the marker and the zeros behind the first <paramref name="length"/> bytes.</summary>
    internal static void Pad(Span<byte> padded, int length)
    {
        padded[length] = 0x80;
        padded[(length + 1)..].Clear();
    }

    /// <summary>The length of what was padded, or -1. Only asked of authentic values, so its timing tells nobody anything.</summary>
    internal static int UnpaddedLength(ReadOnlySpan<byte> padded)
    {
        var marker = padded.LastIndexOfAnyExcept((byte)0);
        return marker >= 0 && padded[marker] == 0x80 ? marker : -1;
    }
}
