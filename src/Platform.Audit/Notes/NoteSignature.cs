using System.Buffers.Binary;
using Platform.Audit.Text;

namespace Platform.Audit.Notes;

/// <summary>One signature line of a note.</summary>
public readonly ref struct NoteSignature
{
    /// <summary>The longest signature that is decoded, with the id before it: 5,120 bytes, enough for ML-DSA.</summary>
    public const int MaxLength = 5 * 1024;

    /// <summary>Bytes of the id of the key.</summary>
    internal const int IdLength = sizeof(uint);

    private readonly ReadOnlySpan<byte> _base64;

    private NoteSignature(ReadOnlySpan<byte> name, uint keyId, ReadOnlySpan<byte> base64)
    {
        Name = name;
        KeyId = keyId;
        _base64 = base64;
    }

    /// <summary>The name of the key, in UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The id of the key.</summary>
    public uint KeyId { get; }

    /// <summary>What begins each line: an em dash and a space.</summary>
    internal static ReadOnlySpan<byte> Prefix => "— "u8;

    /// <summary>Decodes the signature.</summary>
    /// <param name="destination">Room for it.</param>
    /// <param name="written">How many bytes it has, without the id of the key.</param>
    /// <returns><see langword="false"/> where there is too little room, or it is longer than <see cref="MaxLength"/>.</returns>
    public bool TryDecode(Span<byte> destination, out int written)
    {
        written = 0;
        Span<byte> decoded = stackalloc byte[MaxLength];
        if (!CanonicalBase64.TryDecode(_base64, decoded, out var length) || length - IdLength > destination.Length)
            return false;
        decoded[IdLength..length].CopyTo(destination);
        written = length - IdLength;
        return true;
    }

    /// <summary>Reads a line without its newline.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out NoteSignature signature)
    {
        signature = default;
        if (!line.StartsWith(Prefix))
            return false;
        line = line[Prefix.Length..];
        var nameLength = line.IndexOf((byte)' ');
        if (nameLength < 0 || !NoteKeyName.IsValid(line[..nameLength]))
            return false;
        var base64 = line[(nameLength + 1)..];
        Span<byte> start = stackalloc byte[2 * 3];
        if (!CanonicalBase64.TryGetLength(base64, out var length) || length <= IdLength
            || !CanonicalBase64.TryDecode(base64[..Math.Min(base64.Length, 2 * 4)], start, out _))
        {
            return false;
        }
        signature = new NoteSignature(line[..nameLength], BinaryPrimitives.ReadUInt32BigEndian(start), base64);
        return true;
    }

    /// <summary>Whether the key of the verifier is named.</summary>
    internal bool IsOf(VerifierKey key) => KeyId == key.Id && Name.SequenceEqual(key.NameUtf8);
}
