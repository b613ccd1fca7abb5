using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Notes;

namespace Platform.Audit.Tenants;

/// <summary>
/// Makes ids of names with a secret: who sees an id cannot try names until one fits. There is no list of names that could be lost, shown or
/// has to be erased;
/// what must not be lost is the key.
/// </summary>
internal sealed class TenantNames
{
    private const int KeyLength = 32;
    private const int CheckLength = 8;

    private readonly byte[] _key;

    /// <exception cref="ArgumentException">The key has fewer than 32 bytes.</exception>
    public TenantNames(ReadOnlySpan<byte> key)
    {
        if (key.Length < KeyLength)
            throw new ArgumentException(
                $"The key by which tenants are named has {KeyLength} bytes or more, not {key.Length}.", nameof(key));
        _key = key.ToArray();
        Check = Hash(1, "")[..CheckLength];
    }

    /// <summary>What tells this key from another, and nothing else of it: with another key every tenant would have a log that is
    /// new.</summary>
    public byte[] Check { get; }

    public static byte[] DrawKey() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>The key in a file, made where it is missing.</summary>
    /// <exception cref="InvalidDataException">There is something else in the file.</exception>
    public static TenantNames Open(string path)
    {
        if (!File.Exists(path))
            SecretFile.Make(path, Convert.ToBase64String(DrawKey()));
        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out var length) && length == KeyLength
            ? new TenantNames(key)
            : throw new InvalidDataException($"{path} is no key by which tenants are named: {KeyLength} bytes in Base64.");
    }

    public string IdOf(string tenant) => Convert.ToHexStringLower(Hash(0, tenant).AsSpan(0, TenantOrigin.IdLength / 2));

    private byte[] Hash(byte use, string text) => HMACSHA256.HashData(_key, (byte[])[use, .. Encoding.UTF8.GetBytes(text)]);
}
