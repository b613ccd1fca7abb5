using System.Security.Cryptography;
using System.Text;

namespace CityDesk.Domain;

/// <summary>An application that may file requests. Its key is shown once and kept only as a hash.</summary>
public sealed class ApiConsumer
{
    public const int NameMaxLength = 200;
    public const int TierMaxLength = 32;

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
        var key = "desk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return (new ApiConsumer { Name = name, Contact = contact, KeyHash = Hash(key), CreatedAt = now, Tier = tier }, key);
    }

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Whether a tier can have this name.</summary>
    public static bool IsTier(string name) => name.Length is > 0 and <= TierMaxLength && name.All(char.IsAsciiLetterOrDigit);

    public void MoveTo(string tier) => Tier = tier;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
