using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CityDesk.Domain;

/// <summary>An application that may file requests. Its key is shown once and kept only as a hash.</summary>
public sealed class ApiConsumer
{
    public const int NameMaxLength = 200;
    public const int TierMaxLength = 32;

    private const string KeyPrefix = "desk_";
    private const int KeyBytes = 32;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    public int Id { get; init; }

    public required string Name { get; set; }

    public string Contact { get; set; } = "";

    /// <summary>SHA-256 of the key, in hexadecimal. Keys are 256 random bits, so a slow hash would add nothing.</summary>
    public required string KeyHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Which of the desk's tiers it has: what it may use. Empty for the one that holds where nobody has said anything.</summary>
    public string Tier { get; private set; } = "";

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Makes a consumer and its key. The key cannot be had again.</summary>
    public static (ApiConsumer Consumer, string Key) Create(string name, string contact, DateTimeOffset now, string tier = "")
    {
        var key = KeyPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        return (new ApiConsumer { Name = name, Contact = contact, KeyHash = Hash(key), CreatedAt = now, Tier = tier }, key);
    }

    /// <summary>Whether a key could be one of ours. Nothing else is worth a look into the database.</summary>
    public static bool IsKey(string key) =>
        key.Length == KeyPrefix.Length + 2 * KeyBytes && key.StartsWith(KeyPrefix, StringComparison.Ordinal) && key.AsSpan(KeyPrefix.Length).IndexOfAnyExcept(Hexadecimal) < 0;

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Whether a tier can have this name.</summary>
    public static bool IsTier(string name) => name.Length is > 0 and <= TierMaxLength && name.All(char.IsAsciiLetterOrDigit);

    public void MoveTo(string tier) => Tier = tier;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
