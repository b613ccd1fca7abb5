using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Audit.PersonalData;

namespace Platform.Audit.StoreContract;

/// <summary>A key for each subject, which can be destroyed.</summary>
internal sealed class ShreddingProtector : IAuditContentProtector
{
    private readonly Dictionary<string, byte[]> _keys = [];
    private byte[] _tagKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>The service that has the keys does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>A value for which there is no tag.</summary>
    public string? Untaggable { get; set; }

    public void RotateTagKey() => _tagKey = RandomNumberGenerator.GetBytes(32);

    public void Shred(string subject) => _keys[subject] = [];

    public byte[] Protect(string? subject, ReadOnlySpan<byte> content)
    {
        if (!_keys.TryGetValue(subject ?? "", out var key))
            _keys.Add(subject ?? "", key = RandomNumberGenerator.GetBytes(32));
        var sealedContent = new byte[12 + 16 + content.Length];
        RandomNumberGenerator.Fill(sealedContent.AsSpan(0, 12));
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(sealedContent.AsSpan(0, 12), content, sealedContent.AsSpan(28), sealedContent.AsSpan(12, 16));
        return sealedContent;
    }

    public AuditUnprotectResult TryUnprotect(string? subject, ReadOnlySpan<byte> content, out byte[]? opened)
    {
        opened = null;
        if (IsAway)
            throw new TimeoutException("The keys are away.");
        if (!_keys.TryGetValue(subject ?? "", out var key) || content.Length < 28)
            return AuditUnprotectResult.Changed;
        if (key.Length == 0)
            return AuditUnprotectResult.KeyDestroyed;
        opened = new byte[content.Length - 28];
        using var aes = new AesGcm(key, 16);
        try
        {
            aes.Decrypt(content[..12], content[28..], content[12..28], opened);
            return AuditUnprotectResult.Opened;
        }
        catch (CryptographicException)
        {
            return AuditUnprotectResult.Changed;
        }
    }

    public byte[]? ComputeTag(string field, string value) => IsAway || value == Untaggable
        ? throw new TimeoutException("The key of the index is away.")
        : HMACSHA256.HashData(_tagKey, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{field}={value}")));
}
