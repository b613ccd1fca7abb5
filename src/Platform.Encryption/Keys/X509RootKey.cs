using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.Encryption.Keys;

/// <summary>A root key in an RSA certificate whose private key the platform keeps: in its certificate store, or in a module behind it.</summary>
/// <remarks>
/// Whoever has the certificate can wrap. One who can also write to the key store can therefore plant a key that they know, which would seal
/// from then on; other root keys do not allow that. Keep the key store as safe from writing as the private key is from reading.
/// Format: docs/reference/encryption-format.md, "Wrapped by a certificate". Thread-safe. The certificates stay yours to dispose, afterwards.
/// </remarks>
public sealed class X509RootKey : IRootKey
{
    private const byte FormatVersion = 0xE1;
    private const byte Kind = 0x11;
    private const int FingerprintOffset = 2;
    private const int FingerprintLength = 32;
    private const int LengthOffset = FingerprintOffset + FingerprintLength;
    private const int HeaderLength = LengthOffset + sizeof(ushort);
    private const int SealedLength = 106;
    private const int LeastKeySizeInBits = 2_048;

    private static readonly ColumnAddress Place = new("Platform.Encryption", "keys", "certificate");

    private readonly X509Certificate2 _primary;
    private readonly Dictionary<string, X509Certificate2> _certificates = [];

    /// <summary>Makes a root key.</summary>
    /// <param name="certificate">The certificate that wraps. Its private key is needed for unwrapping only.</param>
    /// <param name="retired">Former certificates, which only unwrap.</param>
    /// <exception cref="ArgumentException">A certificate has no RSA key, one shorter than 2,048 bits, or is given twice.</exception>
    public X509RootKey(X509Certificate2 certificate, params IReadOnlyList<X509Certificate2> retired)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(retired);
        _primary = certificate;
        foreach (var each in (IEnumerable<X509Certificate2>)[certificate, .. retired])
        {
            using var rsa = each.GetRSAPublicKey();
            if (rsa is null || rsa.KeySize < LeastKeySizeInBits)
                throw new ArgumentException($"The certificate {each.Thumbprint} has no RSA key of at least {LeastKeySizeInBits} bits.", nameof(certificate));
            if (!_certificates.TryAdd(each.GetCertHashString(HashAlgorithmName.SHA256), each))
                throw new ArgumentException($"The certificate {each.Thumbprint} is given twice.", nameof(retired));
        }
    }

    /// <summary>The SHA-256 of the certificate that wraps.</summary>
    public string CurrentVersion => _primary.GetCertHashString(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var rsa = _primary.GetRSAPublicKey()!;
        using var key = DataKey.Generate();
        using var bytes = new SecretBytes(DataKey.SecretLength);
        key.CopySecretTo(bytes.Span);
        var encrypted = rsa.Encrypt(bytes.Span, RSAEncryptionPadding.OaepSHA256);
        var wrapped = new byte[HeaderLength + encrypted.Length + SealedLength];
        wrapped[0] = FormatVersion;
        wrapped[1] = Kind;
        _primary.GetCertHash(HashAlgorithmName.SHA256).CopyTo(wrapped, FingerprintOffset);
        BinaryPrimitives.WriteUInt16BigEndian(wrapped.AsSpan(LengthOffset), (ushort)encrypted.Length);
        encrypted.CopyTo(wrapped, HeaderLength);
        using var cipher = new FieldCipher(new Keyset(key));
        cipher.Seal(Place.Row(RowKeyOf(wrapped, context.Span)), secret.Span, wrapped.AsSpan(HeaderLength + encrypted.Length));
        return new(wrapped);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(TryUnwrap(wrapped.Span, context.Span, secret.Span));
    }

    private bool TryUnwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> secret)
    {
        if (wrapped.Length < HeaderLength + SealedLength || wrapped[0] != FormatVersion || wrapped[1] != Kind
            || wrapped.Length != HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(wrapped[LengthOffset..]) + SealedLength
            || !_certificates.TryGetValue(Convert.ToHexString(wrapped.Slice(FingerprintOffset, FingerprintLength)), out var certificate))
        {
            return false;
        }

        using var rsa = certificate.GetRSAPrivateKey() ?? throw new InvalidOperationException($"The private key of the certificate {certificate.Thumbprint} is not there.");
        using var bytes = new SecretBytes(DataKey.SecretLength);
        // Whoever has the certificate can plant anything, also what is no key.
        if (!TryDecryptSecret(certificate, rsa, wrapped[HeaderLength..^SealedLength], bytes.Span) || !bytes.Span.ContainsAnyExcept(bytes.Span[0]))
            return false;
        using var key = DataKey.FromSecret(bytes.Span);
        using var cipher = new FieldCipher(new Keyset(key));
        return cipher.TryOpen(Place.Row(RowKeyOf(wrapped, context)), wrapped[^SealedLength..], secret, out var written) == OpenResult.Opened && written == secret.Length;
    }

    /// <exception cref="CryptographicException">The private key does not answer.</exception>
    internal static bool TryDecryptSecret(X509Certificate2 certificate, RSA privateKey, ReadOnlySpan<byte> encrypted, Span<byte> secret)
    {
        try
        {
            return privateKey.TryDecrypt(encrypted, secret, RSAEncryptionPadding.OaepSHA256, out var length) && length == secret.Length;
        }
        catch (CryptographicException)
        {
            // What is no ciphertext of this key, and a token that is away, look the same. The token that opens what was made for it just now is there.
            ThrowIfAway(certificate, privateKey);
            return false;
        }
    }

    /// <exception cref="CryptographicException">The private key does not answer.</exception>
    private static void ThrowIfAway(X509Certificate2 certificate, RSA privateKey)
    {
        using var publicKey = certificate.GetRSAPublicKey()!;
        Span<byte> probe = stackalloc byte[DataKey.SecretLength];
        Span<byte> answer = stackalloc byte[DataKey.SecretLength];
        RandomNumberGenerator.Fill(probe);
        var isThere = privateKey.TryDecrypt(publicKey.Encrypt(probe, RSAEncryptionPadding.OaepSHA256), answer, RSAEncryptionPadding.OaepSHA256, out var length)
            && length == probe.Length && probe.SequenceEqual(answer);
        if (!isThere)
            throw new CryptographicException($"The private key of the certificate {certificate.Thumbprint} gives wrong answers.");
    }

    /// <summary>What stands before the sealed part, and the context.</summary>
    private static byte[] RowKeyOf(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) => SHA256.HashData([.. wrapped[..^SealedLength], .. context]);
}
