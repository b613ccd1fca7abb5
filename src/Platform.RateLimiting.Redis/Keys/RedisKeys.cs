using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Platform.RateLimiting.Keys;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Keys;

/// <summary>
/// What keys are called in Redis: <c>prefix:{digest}:policy</c>. The braces are Redis Cluster's hash tag: whatever is kept for a consumer
/// lies in one slot, and so can be changed by one script. The digest is of the key alone, so it is the same for all policies.
/// </summary>
internal sealed class RedisKeys(string prefix, string? secret)
{
    /// <summary>128 bits: among a billion keys two meet in one of 10^20 cases, and then share a limit.</summary>
    private const int DigestLength = 16;

    private readonly byte[]? _secret = secret is null ? null : Encoding.UTF8.GetBytes(secret);

    public string Of(string policy, in RateLimitKey key) => $"{prefix}:{{{Digest(key)}}}:{policy}";

    /// <summary>Where the reservations of a key are kept.</summary>
    public static RedisKey ReservationsOf(string key) => key + ":reservations";

    private string Digest(in RateLimitKey key)
    {
        var bytes = KeyEncoding.Encode(key);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (_secret is null)
            SHA256.HashData(bytes, digest);
        else
            HMACSHA256.HashData(_secret, bytes, digest);
        return Base64Url.EncodeToString(digest[..DigestLength]);
    }
}
