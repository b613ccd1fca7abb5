using System.Security.Cryptography;
using Platform.Audit.Records;

namespace Platform.Audit.PersonalData;

/// <summary>What stands in a record in place of a personal value: a salted commitment, which says nothing of the value to whoever does not have the salt, and fits no other value.</summary>
/// <remarks>
/// HMAC-SHA-256 (RFC 2104) with the salt as its key, over <c>platform-audit personal field 1</c> and a zero byte, the byte of the field, the length of its name, the name, the byte of the kind
/// of the value, and the value. Each field has a salt of its own, so that equal values do not look equal, and a value with few possibilities cannot be guessed from the record.
/// </remarks>
public static class PersonalCommitment
{
    /// <summary>The bytes of a salt: 32, drawn at random.</summary>
    public const int SaltLength = 32;

    /// <summary>The bytes of a commitment: 32.</summary>
    public const int Length = 32;

    private static ReadOnlySpan<byte> Domain => "platform-audit personal field 1\0"u8;

    /// <summary>Computes a commitment.</summary>
    /// <param name="salt">The salt, <see cref="SaltLength"/> bytes.</param>
    /// <param name="field">Which field it is.</param>
    /// <param name="name">The name of the field in UTF-8 where it is the event's own; otherwise nothing. At most 255 bytes.</param>
    /// <param name="kind">What the value is.</param>
    /// <param name="value">The bytes of the value, without their length.</param>
    /// <param name="commitment">Room for <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">The salt or the name has the wrong length.</exception>
    public static void Compute(ReadOnlySpan<byte> salt, AuditField field, ReadOnlySpan<byte> name, AuditValueKind kind, ReadOnlySpan<byte> value, Span<byte> commitment)
    {
        if (salt.Length != SaltLength)
            throw new ArgumentException($"A salt has {SaltLength} bytes, not {salt.Length}.", nameof(salt));
        if (name.Length > byte.MaxValue)
            throw new ArgumentException($"The name of a field has at most {byte.MaxValue} bytes.", nameof(name));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);
        hmac.AppendData(Domain);
        hmac.AppendData([(byte)field, (byte)name.Length]);
        hmac.AppendData(name);
        hmac.AppendData([(byte)kind]);
        hmac.AppendData(value);
        hmac.GetHashAndReset(commitment[..Length]);
    }
}
