using System.Security.Cryptography;

namespace Platform.Webhooks.Signatures;

/// <summary>Names of keys for logs. The hash begins with a text of its own, so that it is the hash of nothing else.</summary>
internal static class KeyIds
{
    private const int IdLength = 4;

    public static string Of(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hasher.AppendData("platform webhooks key id\n"u8);
        hasher.AppendData(key);
        hasher.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash[..IdLength]);
    }
}
