using System.Buffers.Binary;
using NSec.Cryptography;
using Platform.Audit.Notes;

namespace Platform.Audit.Ed25519;

/// <summary>Verifies the timestamped cosignatures of a witness (C2SP tlog-cosignature, Ed25519, signature type 0x04).</summary>
/// <remarks>
/// It says that the witness has seen the log grow consistently up to this checkpoint. Only checkpoints can be cosigned; any other text is refused.
/// </remarks>
public sealed class Ed25519CosignatureVerifier : NoteVerifier
{
    private readonly PublicKey _key;

    /// <summary>Verifies with the key of a witness.</summary>
    /// <param name="key">The key: 32 bytes.</param>
    /// <exception cref="ArgumentException">It is of another kind, or not 32 bytes.</exception>
    public Ed25519CosignatureVerifier(VerifierKey key)
        : base(key) => _key = Ed25519Keys.Import(key, NoteSignatureType.Ed25519Cosignature);

    /// <summary>Verifies with a key in text.</summary>
    /// <param name="key"><c>name+id+base64</c>.</param>
    /// <returns>The verifier.</returns>
    /// <exception cref="FormatException">It is no verifier key.</exception>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public static Ed25519CosignatureVerifier Parse(string key) => new(VerifierKey.Parse(key));

    /// <summary>Reads when a witness has cosigned. Believe it only after the signature was verified.</summary>
    /// <param name="signature">The signature, as <see cref="NoteSignature.TryDecode"/> gives it.</param>
    /// <param name="time">The time, to the second.</param>
    /// <returns>Whether the signature has the form of a cosignature, with a time that .NET can hold.</returns>
    public static bool TryReadTime(ReadOnlySpan<byte> signature, out DateTimeOffset time)
    {
        time = default;
        if (signature.Length != CosignedMessage.SignatureLength)
            return false;
        var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
        if (seconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return false;
        time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }

    /// <inheritdoc />
    public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != CosignedMessage.SignatureLength)
            return false;
        var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
        if (seconds > long.MaxValue || !CosignedMessage.TryRent((long)seconds, text, out var message))
            return false;
        var isValid = SignatureAlgorithm.Ed25519.Verify(_key, message.Bytes, signature[sizeof(ulong)..]);
        message.Return();
        return isValid;
    }
}
