using System.Security.Cryptography;

namespace Platform.Encryption.Keys;

/// <summary>The one use of a data key: HKDF-Expand (RFC 5869, section 2.3) with an info that says for what. Format, "Keys".</summary>
internal static class KeyDerivation
{
    public static ReadOnlySpan<byte> KeyIdInfo => "Platform.Encryption/1 key id"u8;

    public static ReadOnlySpan<byte> FieldInfo => "Platform.Encryption/1 XAES-256-GCM"u8;

    public static ReadOnlySpan<byte> DeterministicInfo => "Platform.Encryption/1 AES-SIV"u8;

    public static ReadOnlySpan<byte> StreamInfo => "Platform.Encryption/1 stream"u8;

    public static ReadOnlySpan<byte> WrappingInfo => "Platform.Encryption/1 key wrapping"u8;

    /// <summary>Followed by what is indexed and how.</summary>
    public static ReadOnlySpan<byte> IndexInfo => "Platform.Encryption/1 blind index"u8;

    public static ReadOnlySpan<byte> ChunkInfo => "Platform.Encryption/1 chunks"u8;

    public static void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> info, Span<byte> output) =>
        HKDF.Expand(HashAlgorithmName.SHA256, key, output, info);

    public static KeyId IdOf(ReadOnlySpan<byte> key)
    {
        Span<byte> id = stackalloc byte[KeyId.Length];
        Expand(key, KeyIdInfo, id);
        return new KeyId(id);
    }
}
