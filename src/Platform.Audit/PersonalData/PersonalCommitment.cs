using System.Security.Cryptography;
using Platform.Audit.Records;

namespace Platform.Audit.PersonalData;

/// <summary>What stands in a record in place of a personal value: a salted commitment, which says nothing of the value to whoever does not have the salt, and fits no other value.</summary>
/// <remarks>
/// HMAC-SHA-256 (RFC 2104) with the salt as its key, over <c>platform-audit personal field 2</c> and a zero byte, the byte of the field, the length of its name, the name, two bytes with the length of the subject,
/// the subject, the byte of the kind of the value, and the value. Each field has a salt of its own, so that equal values do not look equal, and a value with few possibilities cannot be guessed from the record. The
/// subject is part of it, so that nobody can pass the value on to somebody else, whose erasure would then take it away, or leave it there.
/// </remarks>
public static class PersonalCommitment
{
    /// <summary>The bytes of a salt: 32, drawn at random.</summary>
    public const int SaltLength = 32;

    /// <summary>The most bytes of a subject: 1,020.</summary>
    public const int MaxSubjectLength = 1_020;

    /// <summary>The bytes of a commitment: 32.</summary>
    public const int Length = 32;

    private static ReadOnlySpan<byte> Domain => "platform-audit personal field 2\0"u8;

    /// <summary>Computes a commitment.</summary>
    /// <param name="salt">The salt, <see cref="SaltLength"/> bytes.</param>
    /// <param name="field">Which field it is.</param>
    /// <param name="name">The name of the field in UTF-8 where it is the event's own; otherwise nothing. At most 255 bytes.</param>
    /// <param name="subject">Whom it is about, in UTF-8; nothing where that is not said. At most <see cref="MaxSubjectLength"/> bytes.</param>
    /// <param name="kind">What the value is.</param>
    /// <param name="value">The bytes of the value, without their length.</param>
    /// <param name="commitment">Room for <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">The salt, the name or the subject has the wrong length.</exception>
    public static void Compute(
        ReadOnlySpan<byte> salt, AuditField field, ReadOnlySpan<byte> name, ReadOnlySpan<byte> subject, AuditValueKind kind, ReadOnlySpan<byte> value, Span<byte> commitment)
    {
        if (salt.Length != SaltLength)
            throw new ArgumentException($"A salt has {SaltLength} bytes, not {salt.Length}.", nameof(salt));
        if (name.Length > byte.MaxValue)
            throw new ArgumentException($"The name of a field has at most {byte.MaxValue} bytes.", nameof(name));
        if (subject.Length > MaxSubjectLength)
            throw new ArgumentException($"A subject has at most {MaxSubjectLength} bytes.", nameof(subject));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);
        hmac.AppendData(Domain);
        hmac.AppendData([(byte)field, (byte)name.Length]);
        hmac.AppendData(name);
        hmac.AppendData([(byte)(subject.Length >> 8), (byte)subject.Length]);
        hmac.AppendData(subject);
        hmac.AppendData([(byte)kind]);
        hmac.AppendData(value);
        hmac.GetHashAndReset(commitment[..Length]);
    }
}
