using System.Security.Cryptography;

namespace Platform.Audit.Notes;

/// <summary>Public keys on P-256 as SubjectPublicKeyInfo (RFC 5480), and no others.</summary>
internal static class EcdsaKeys
{
    private const string P256 = "1.2.840.10045.3.1.7";

    public static byte[] Export(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsOnP256(key) ? key.ExportSubjectPublicKeyInfo() : throw new ArgumentException("The key is not on P-256.", nameof(key));
    }

    /// <summary>The key, or <see langword="null"/> where it is none of these.</summary>
    public static ECDsa? Import(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out var read);
            if (read == subjectPublicKeyInfo.Length && IsOnP256(key))
                return key;
        }
        catch (CryptographicException)
        {
            // not a key
        }
        key.Dispose();
        return null;
    }

    /// <summary>Some platforms name a curve without its number.</summary>
    private static bool IsOnP256(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && (curve.Oid.Value == P256 || (curve.Oid.Value is null && curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256"));
    }
}
