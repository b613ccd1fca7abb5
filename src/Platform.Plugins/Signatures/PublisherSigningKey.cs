using System.Security.Cryptography;

namespace Platform.Plugins.Signatures;

/// <summary>A publisher's private key: ECDSA on P-256 with SHA-256. Safe for use by several threads.</summary>
public sealed class PublisherSigningKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    private PublisherSigningKey(ECDsa key)
    {
        _key = key;
        PublicKey = PublisherKey.Of(key);
    }

    /// <summary>The public key, for those who verify.</summary>
    public PublisherKey PublicKey { get; }

    /// <summary>Makes a key.</summary>
    /// <returns>The key.</returns>
    public static PublisherSigningKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key.</summary>
    /// <param name="pem">The key as <c>-----BEGIN PRIVATE KEY-----</c> has it.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">It is none, or on another curve, or a public key.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="pem"/> is <see langword="null"/>.</exception>
    public static PublisherSigningKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new FormatException("This is no private key in PEM: it begins with -----BEGIN PRIVATE KEY-----.");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new PublisherSigningKey(key);
        }
        catch (Exception fault)
        {
            key.Dispose();
            if (fault is ArgumentException or CryptographicException)
                throw new FormatException("This is no private key in PEM without a password.", fault);
            throw;
        }
    }

    /// <summary>Writes the private key, without a password: whoever reads it signs as the publisher.</summary>
    /// <returns>The key as <c>-----BEGIN PRIVATE KEY-----</c> has it.</returns>
    public string ExportInsecurePrivateKeyPem() => _key.ExportPkcs8PrivateKeyPem();

    internal byte[] Sign(ReadOnlySpan<byte> message)
    {
        lock (_lock)
            return _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();
}
