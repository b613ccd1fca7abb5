using System.Security.Cryptography;
using Platform.Encryption.Engines;
using Platform.Encryption.Formats;
using Platform.Encryption.Xaes;

namespace Platform.Encryption.Keys;

/// <summary>Wraps 32 secret bytes with another key. Format, "Wrapped keys".</summary>
/// <remarks>
/// Its key is derived apart from those of fields and streams (NIST SP 800-57, part 1, section 5.2: one key, one use), so that no cipher that an
/// application can get opens a wrapped key, and what a field cipher is told about padding and nonces does not reach it.
/// </remarks>
internal static class KeyWrapper
{
    public const byte Kind = 0x12;
    public const int WrappedLength = SealedFormat.HeaderLength + SealedFormat.NonceLength + DataKey.SecretLength + SealedFormat.TagLength;

    private const int SealedOffset = SealedFormat.HeaderLength + SealedFormat.NonceLength;
    private const int GcmKeyLength = 32;

    public static byte[] Wrap(DataKey wrapping, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> context)
    {
        var wrapped = new byte[WrappedLength];
        SealedFormat.WriteHeader(wrapped, Kind, wrapping.Id);
        var nonce = wrapped.AsSpan(SealedFormat.HeaderLength, SealedFormat.NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var key = Prepare(wrapping, nonce);
        key.Encrypt(nonce[XaesDerivation.PrefixLength..], secret, wrapped.AsSpan(SealedOffset), AdditionalDataOf(wrapped, context));
        return wrapped;
    }

    /// <summary>Whether it was wrapped by this key with this context. The secret is cleared when not.</summary>
    public static bool TryUnwrap(DataKey wrapping, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> secret)
    {
        if (secret.Length != DataKey.SecretLength || !TryReadWrappingKey(wrapped, out var id) || id != wrapping.Id)
        {
            secret.Clear();
            return false;
        }

        var nonce = wrapped.Slice(SealedFormat.HeaderLength, SealedFormat.NonceLength);
        using var key = Prepare(wrapping, nonce);
        return key.TryDecrypt(nonce[XaesDerivation.PrefixLength..], wrapped[SealedOffset..], secret, AdditionalDataOf(wrapped, context));
    }

    /// <summary>Which key wrapped it, as it says itself.</summary>
    public static bool TryReadWrappingKey(ReadOnlySpan<byte> wrapped, out KeyId id)
    {
        var isWrapped = wrapped.Length == WrappedLength && wrapped[0] == SealedFormat.Version && wrapped[1] == Kind;
        id = isWrapped ? new KeyId(wrapped[2..]) : default;
        return isWrapped;
    }

    private static byte[] AdditionalDataOf(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) => [.. wrapped[..SealedFormat.HeaderLength], .. context];

    private static GcmKey Prepare(DataKey wrapping, ReadOnlySpan<byte> nonce)
    {
        Span<byte> key = stackalloc byte[GcmKeyLength];
        try
        {
            wrapping.Derive(KeyDerivation.WrappingInfo, key);
            using var derivation = new XaesDerivation(key);
            derivation.Derive(nonce[..XaesDerivation.PrefixLength], key);
            return EncryptionEngine.Bcl.CreateKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
