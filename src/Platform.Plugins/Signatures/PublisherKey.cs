using System.Security.Cryptography;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Signatures;

/// <summary>A publisher's public key: ECDSA on P-256 with SHA-256. Immutable, and safe for use by several threads.</summary>
public sealed class PublisherKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly byte[] _subjectPublicKeyInfo;

    private PublisherKey(byte[] subjectPublicKeyInfo)
    {
        _subjectPublicKeyInfo = subjectPublicKeyInfo;
        KeyId = PackageDigest.Of(subjectPublicKeyInfo);
    }

    /// <summary>What names the key in signatures: <c>sha256:</c> and the digest of its SubjectPublicKeyInfo.</summary>
    public string KeyId { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="pem">The key as <c>-----BEGIN PUBLIC KEY-----</c> has it.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">It is none, or on another curve, or a private key: that one is not to be given away.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="pem"/> is <see langword="null"/>.</exception>
    public static PublisherKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new FormatException("This is a private key. Who verifies needs the public one alone: export it with PublisherSigningKey.PublicKey.ToPem().");
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            throw new FormatException("This is no public key in PEM: it begins with -----BEGIN PUBLIC KEY-----.", fault);
        }
        return Of(key);
    }

    /// <summary>Writes the key as PEM.</summary>
    /// <returns>The key as <c>-----BEGIN PUBLIC KEY-----</c> has it.</returns>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", _subjectPublicKeyInfo);

    /// <summary>The key in one line: what stands between the lines of PEM.</summary>
    internal string ToBase64() => Convert.ToBase64String(_subjectPublicKeyInfo);

    /// <exception cref="FormatException">It is no key, or on another curve.</exception>
    internal static PublisherKey FromBase64(string text) => FromPem(PemEncoding.WriteString("PUBLIC KEY", Convert.FromBase64String(text)));

    internal static PublisherKey Of(ECDsa key)
    {
        string? curve;
        try
        {
            curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value;
        }
        catch (CryptographicException fault)
        {
            throw new FormatException("This key cannot be used.", fault);
        }
        return curve == P256 ? new PublisherKey(key.ExportSubjectPublicKeyInfo()) : throw new FormatException("This key is on another curve than P-256.");
    }

    /// <summary>Whether the key made a signature. The runtime's keys are not safe for several threads, so each call has its own.</summary>
    internal bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _);
        try
        {
            return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // no sequence of two numbers at all
        }
    }
}
