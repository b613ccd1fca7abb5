using System.Buffers.Binary;
using NSec.Cryptography;
using Platform.Audit.Notes;

namespace Platform.Audit.Ed25519;

/// <summary>Cosigns checkpoints as a witness does (C2SP tlog-cosignature, Ed25519, signature type 0x04).</summary>
/// <remarks>
/// A cosignature states that this is the largest consistent tree of the log that the witness has seen. Whoever calls this has verified the log's
/// signature and the consistency with the last checkpoint that it cosigned, and has stored the new one. Each witness has a key of its own.
/// </remarks>
public sealed class Ed25519CosignatureSigner : NoteSigner
{
    private readonly Key _key;
    private readonly TimeProvider _time;

    /// <summary>Cosigns with a key that was kept.</summary>
    /// <param name="name">The name of the witness.</param>
    /// <param name="seed">The 32 bytes of the private key (RFC 8032, section 5.1.5). They are copied; wipe yours.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The name is not one that a key may have, or the seed has another length.</exception>
    public Ed25519CosignatureSigner(string name, ReadOnlySpan<byte> seed, TimeProvider time)
        : this(name, Ed25519Keys.ImportPrivate(seed), time)
    {
    }

    private Ed25519CosignatureSigner(string name, Key key, TimeProvider time)
        : base(Ed25519Keys.Export(name, NoteSignatureType.Ed25519Cosignature, key))
    {
        ArgumentNullException.ThrowIfNull(time);
        (_key, _time) = (key, time);
    }

    /// <inheritdoc />
    public override int MaxSignatureLength => CosignedMessage.SignatureLength;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The text is no checkpoint, or the clock stands before 1970.</exception>
    public override int Sign(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var seconds = _time.GetUtcNow().ToUnixTimeSeconds();
        if (seconds < 0)
            throw new ArgumentException("A cosignature has no time before 1970.", nameof(text));
        if (!CosignedMessage.TryRent(seconds, text, out var message))
            throw new ArgumentException("Only a checkpoint can be cosigned.", nameof(text));
        BinaryPrimitives.WriteUInt64BigEndian(destination, (ulong)seconds);
        SignatureAlgorithm.Ed25519.Sign(_key, message.Bytes, destination[sizeof(ulong)..CosignedMessage.SignatureLength]);
        message.Return();
        return CosignedMessage.SignatureLength;
    }

    /// <inheritdoc />
    public override NoteVerifier CreateVerifier() => new Ed25519CosignatureVerifier(Key);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
        base.Dispose(disposing);
    }
}
