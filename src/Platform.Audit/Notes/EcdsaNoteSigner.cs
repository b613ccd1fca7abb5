using System.Security.Cryptography;

namespace Platform.Audit.Notes;

/// <summary>Signs with ECDSA P-256 and SHA-256 (signature type 0x02), in software or wherever the platform's <see cref="ECDsa"/> keeps its keys.</summary>
/// <remarks>Disposing of it does not dispose of the key, which belongs to whoever made it.</remarks>
public sealed class EcdsaNoteSigner : NoteSigner
{
    private readonly ECDsa _key;
    private readonly Lock _gate = new(); // the runtime does not promise that one ECDsa serves several threads

    /// <summary>Signs with a key.</summary>
    /// <param name="name">The name of the key; a log's is best its origin.</param>
    /// <param name="key">A private key on P-256.</param>
    /// <exception cref="ArgumentException">The name is not one that a key may have, or the key is on another curve.</exception>
    public EcdsaNoteSigner(string name, ECDsa key)
        : base(new VerifierKey(name, NoteSignatureType.Ecdsa, EcdsaKeys.Export(key)))
    {
        _key = key;
        MaxSignatureLength = key.GetMaxSignatureSize(DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <inheritdoc />
    public override int MaxSignatureLength { get; }

    /// <inheritdoc />
    public override NoteVerifier CreateVerifier() => new EcdsaNoteVerifier(Key);

    /// <inheritdoc />
    public override int Sign(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        lock (_gate)
            return _key.SignHash(hash, destination, DSASignatureFormat.Rfc3279DerSequence);
    }
}
