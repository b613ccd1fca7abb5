using System.Security.Cryptography;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Formats;

/// <summary>Offsets and numbers of docs/reference/encryption-format.md.</summary>
internal static class SealedFormat
{
    public const byte Version = 0xE1;
    public const byte FieldSuite = 0x01;
    public const byte DeterministicSuite = 0x02;
    public const byte StreamSuite = 0x03;
    public const byte Padded = 0x40;

    public const int HeaderLength = 2 + KeyId.Length;
    public const int NonceLength = 24;
    public const int TagLength = 16;
    public const int SyntheticIvLength = 16;
    public const int FieldOverhead = HeaderLength + NonceLength + TagLength;
    public const int DeterministicOverhead = HeaderLength + SyntheticIvLength;
    public const int SaltLength = 32;
    public const int StreamHeaderLength = HeaderLength + SaltLength;
    public const int ChunkLength = 65_536;
    public const int SealedChunkLength = ChunkLength + TagLength;

    public static void WriteHeader(Span<byte> destination, byte suite, KeyId key)
    {
        destination[0] = Version;
        destination[1] = suite;
        key.CopyTo(destination[2..]);
    }

    /// <summary>Whether a value is of a known suite and long enough for it.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> value) => Recognize(value, FieldSuite) != OpenResult.NotSealed;

    /// <summary>Whether a value is one of <paramref name="suite"/>, padded or not, and long enough for it.</summary>
    public static OpenResult Recognize(ReadOnlySpan<byte> value, byte suite)
    {
        if (value.Length < 2 || value[0] != Version)
            return OpenResult.NotSealed;
        var (found, shortest) = value[1] switch
        {
            FieldSuite or FieldSuite | Padded => (FieldSuite, FieldOverhead),
            DeterministicSuite or DeterministicSuite | Padded => (DeterministicSuite, DeterministicOverhead),
            StreamSuite => (StreamSuite, StreamHeaderLength + TagLength),
            _ => ((byte)0, int.MaxValue),
        };
        return value.Length < shortest ? OpenResult.NotSealed : found == suite ? OpenResult.Opened : OpenResult.WrongSuite;
    }

    public static bool IsPadded(ReadOnlySpan<byte> value) => (value[1] & Padded) != 0;

    /// <summary>The last step of opening: takes the padding off, and clears all that is not plaintext.</summary>
    public static OpenResult Unpad(Span<byte> opened, bool isPadded, out int written)
    {
        written = isPadded ? PaddingBuckets.UnpaddedLength(opened) : opened.Length;
        if (written >= 0)
        {
            opened[written..].Clear();
            return OpenResult.Opened;
        }

        // Authentic, and yet not as any writer of this format pads: made by a key holder who does not follow it.
        written = 0;
        CryptographicOperations.ZeroMemory(opened);
        return OpenResult.NotAuthentic;
    }
}
