using NSec.Cryptography;
using Platform.Audit.Notes;

namespace Platform.Audit.Ed25519;

/// <summary>Between NSec's keys and those of notes.</summary>
internal static class Ed25519Keys
{
    public const int SignatureLength = 64;
    private const int SeedLength = 32;

    public static PublicKey Import(VerifierKey key, byte signatureType)
    {
        if (key.SignatureType != signatureType)
            throw new ArgumentException($"The key signs with type 0x{key.SignatureType:x2}, not 0x{signatureType:x2}.", nameof(key));
        return PublicKey.TryImport(SignatureAlgorithm.Ed25519, key.PublicKey, KeyBlobFormat.RawPublicKey, out var imported)
            ? imported!
            : throw new ArgumentException("This is no Ed25519 key of 32 bytes.", nameof(key));
    }

    public static Key ImportPrivate(ReadOnlySpan<byte> seed) =>
        seed.Length == SeedLength && Key.TryImport(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, out var key)
            ? key!
            : throw new ArgumentException($"The seed of an Ed25519 key has {SeedLength} bytes.", nameof(seed));

    public static VerifierKey Export(string name, byte signatureType, Key key) => new(name, signatureType, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
}
