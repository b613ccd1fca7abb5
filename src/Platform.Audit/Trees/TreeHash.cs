using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Platform.Audit.Text;

namespace Platform.Audit.Trees;

/// <summary>A hash in a Merkle tree: the 32 bytes of SHA-256 (RFC 6962, section 2.1).</summary>
/// <remarks>Its text is standard Base64, 44 characters, as checkpoints and proofs write it. A span of hashes is the bytes of a tile.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>Bytes in a hash: 32.</summary>
    public const int Length = 32;

    /// <summary>Characters of its text: 44.</summary>
    public const int TextLength = 44;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Takes a hash from its bytes.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A tree hash has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        this = MemoryMarshal.Read<TreeHash>(bytes);
    }

    /// <summary>The root of the empty tree: SHA-256 of nothing.</summary>
    public static TreeHash Empty => new(
        [
            0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
            0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
        ]);

    /// <summary>The 32 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<TreeHash>(in this));

    /// <summary>Reads the text of a hash. Only the one spelling that encoding gives is accepted.</summary>
    /// <param name="text">44 characters of Base64.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>Whether it was one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out TreeHash hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != TextLength || !CanonicalBase64.TryDecode(text, bytes, out var written) || written != Length)
        {
            hash = default;
            return false;
        }
        hash = new TreeHash(bytes);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out TreeHash)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out TreeHash hash)
    {
        Span<byte> utf8 = stackalloc byte[TextLength];
        hash = default;
        return text.Length == TextLength && Ascii.FromUtf16(text, utf8, out _) == System.Buffers.OperationStatus.Done && TryParse(utf8, out hash);
    }

    /// <summary>Writes the text of the hash.</summary>
    /// <param name="destination">At least 44 bytes.</param>
    /// <returns>How many were written: 44.</returns>
    /// <exception cref="ArgumentException">There is less room.</exception>
    public int FormatText(Span<byte> destination)
    {
        if (destination.Length < TextLength)
            throw new ArgumentException($"The text of a hash needs {TextLength} bytes.", nameof(destination));
        Base64.EncodeToUtf8(Bytes, destination, out _, out var written);
        return written;
    }

    /// <summary>Whether two hashes are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether all bytes are equal.</returns>
    public static bool operator ==(TreeHash left, TreeHash right) => left.Equals(right);

    /// <summary>Whether two hashes differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether any byte differs.</returns>
    public static bool operator !=(TreeHash left, TreeHash right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(TreeHash other) => _first == other._first && _second == other._second && _third == other._third && _fourth == other._fourth;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is TreeHash other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _first.GetHashCode();

    /// <summary>The text of the hash: 44 characters of Base64.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Convert.ToBase64String(Bytes);
}
