using NSec.Cryptography;
using Platform.Audit.Notes;

namespace Platform.Audit.Ed25519;

/// <summary>Signs notes with Ed25519 (RFC 8032, signature type 0x01): what Go's sumdb/note and the public witnesses read.</summary>
/// <remarks>The key lies in memory that libsodium guards and wipes.</remarks>
public sealed class Ed25519NoteSigner : NoteSigner
{
    private readonly Key _key;

    /// <summary>Signs with a key that was kept.</summary>
    /// <param name="name">The name of the key; a log's is best its origin.</param>
    /// <param name="seed">The 32 bytes of the private key (RFC 8032, section 5.1.5). They are copied; wipe yours.</param>
    /// <exception cref="ArgumentException">The name is not one that a key may have, or the seed has another length.</exception>
    public Ed25519NoteSigner(string name, ReadOnlySpan<byte> seed)
        : this(name, Ed25519Keys.ImportPrivate(seed))
    {
    }

    private Ed25519NoteSigner(string name, Key key)
        : base(Ed25519Keys.Export(name, NoteSignatureType.Ed25519, key)) => _key = key;

    /// <inheritdoc />
    public override int MaxSignatureLength => Ed25519Keys.SignatureLength;

    /// <inheritdoc />
    public override int Sign(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        SignatureAlgorithm.Ed25519.Sign(_key, text, destination[..Ed25519Keys.SignatureLength]);
        return Ed25519Keys.SignatureLength;
    }

    /// <inheritdoc />
    public override NoteVerifier CreateVerifier() => new Ed25519NoteVerifier(Key);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
        base.Dispose(disposing);
    }
}
