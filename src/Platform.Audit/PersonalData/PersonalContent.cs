using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.PersonalData;

/// <summary>
/// What is kept beside a record for one personal field: a byte that says in which form, then the salt, the kind of the value, and the value, sealed or not. So a log that gets a protector later, or hosts of which some have
/// one, know what needs opening; and what needs none is judged by whoever has no key.
/// </summary>
internal static class PersonalContent
{
    private const byte Plain = 1;
    private const byte Sealed = 2;
    private const int KindAt = PersonalCommitment.SaltLength;
    private const int ValueAt = KindAt + 1;
    private const int TagLength = 16;

    private static ReadOnlySpan<byte> TagDomain => "platform-audit search tag 1\0"u8;

    /// <summary>What is stored of a content.</summary>
    public static byte[] Seal(IAuditContentProtector? protector, string? subject, byte[] content) => protector is null ? [Plain, .. content] : [Sealed, .. protector.Protect(subject, content)];

    /// <summary>Whether nobody has sealed what is stored.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> stored) => stored is [Plain, ..];

    /// <summary>Whether a protector has sealed what is stored.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> stored) => stored is [Sealed, ..];

    /// <summary>Whether what is stored is not sealed, and is not what a field has committed to. Of what is sealed, nothing is said.</summary>
    public static bool IsPlainlyOther(ReadOnlySpan<byte> stored, string? subject, in AuditValue field) => IsPlain(stored) && !Fits(stored[1..], subject, field);

    /// <summary>Makes the content of a text, with a salt of its own.</summary>
    public static byte[] Of(string text)
    {
        var content = new byte[ValueAt + Encoding.UTF8.GetByteCount(text)];
        RandomNumberGenerator.Fill(content.AsSpan(0, PersonalCommitment.SaltLength));
        content[KindAt] = (byte)AuditValueKind.Text;
        Encoding.UTF8.GetBytes(text, content.AsSpan(ValueAt));
        return content;
    }

    /// <summary>Commits to a content.</summary>
    public static void Commit(ReadOnlySpan<byte> content, AuditField field, ReadOnlySpan<byte> name, string? subject, Span<byte> commitment) =>
        PersonalCommitment.Compute(
            content[..PersonalCommitment.SaltLength], field, name, Encoding.UTF8.GetBytes(subject ?? ""), (AuditValueKind)content[KindAt], content[ValueAt..], commitment);

    /// <summary>Whether this, about this subject, is what a field has committed to.</summary>
    public static bool Fits(ReadOnlySpan<byte> content, string? subject, in AuditValue field)
    {
        // Whoever can write to the store may have written a subject of any length.
        if (content.Length < ValueAt || content[KindAt] != (byte)AuditValueKind.Text || Encoding.UTF8.GetByteCount(subject ?? "") > PersonalCommitment.MaxSubjectLength)
            return false;
        Span<byte> commitment = stackalloc byte[PersonalCommitment.Length];
        Commit(content, field.Field, field.Name, subject, commitment);
        return commitment.SequenceEqual(field.Bytes);
    }

    /// <summary>How a field is called by whoever looks for it.</summary>
    public static string NameOf(in AuditValue field) => field.Field == AuditField.Named ? Encoding.UTF8.GetString(field.Name) : NameOf(field.Field);

    /// <summary>How a field that every reader knows is called by whoever looks for it.</summary>
    public static string NameOf(AuditField field) => field switch
    {
        AuditField.Actor => "actor",
        AuditField.Target => "target",
        AuditField.Tenant => "tenant",
        AuditField.Source => "source",
        AuditField.Correlation => "correlation",
        _ => "reason",
    };

    public static string Text(ReadOnlySpan<byte> content) => Encoding.UTF8.GetString(content[ValueAt..]);

    /// <summary>What a value is found by that is stored now.</summary>
    public static byte[]? Tag(IAuditContentProtector? protector, string field, string value) => protector is null ? Tag(field, value) : protector.ComputeTag(field, value);

    /// <summary>What a value may be found by: where there is a protector, contents from before it may be there too.</summary>
    public static IEnumerable<byte[]> Tags(IAuditContentProtector? protector, string field, string value)
    {
        yield return Tag(field, value);
        if (protector?.ComputeTag(field, value) is { Length: > 0 } tag)
            yield return tag;
    }

    /// <summary>Whether a value is found by the tag that is beside it; <see langword="null"/> where the protector does not say.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A protector that throws for one value must not keep anybody from looking at all others.")]
    public static bool? IsTagOf(AuditPersonalContent beside, IAuditContentProtector? protector, string field, string value)
    {
        try
        {
            return beside.Tag.Span.SequenceEqual(IsPlain(beside.Content.Span) ? Tag(field, value) : protector!.ComputeTag(field, value));
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Opens what was stored: others may have written anything.</summary>
    /// <returns>What has become of it: <see cref="AuditPersonalState.Present"/> where it is open, which says nothing yet about whether it is what the record has committed to.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A protector that throws has not looked: what it throws may have anything in it, and must not hold up whoever reads others.")]
    public static AuditPersonalState Open(IAuditContentProtector? protector, string? subject, ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> content)
    {
        content = default;
        if (IsPlain(stored.Span))
        {
            content = stored[1..];
            return AuditPersonalState.Present;
        }
        if (!IsSealed(stored.Span))
            return AuditPersonalState.Changed;
        if (protector is null)
            return AuditPersonalState.Unreadable;
        try
        {
            var result = protector.TryUnprotect(subject, stored.Span[1..], out var opened);
            content = opened;
            return result switch
            {
                AuditUnprotectResult.Opened when opened is not null => AuditPersonalState.Present,
                AuditUnprotectResult.Opened or AuditUnprotectResult.Changed => AuditPersonalState.Changed,
                AuditUnprotectResult.KeyDestroyed => AuditPersonalState.KeyDestroyed,
                _ => AuditPersonalState.Unavailable,
            };
        }
        catch (Exception)
        {
            return AuditPersonalState.Unavailable;
        }
    }

    /// <summary>What contents that nobody protects are found by: the value stands beside it, so it need not be kept from guesses. It goes with the content.</summary>
    private static byte[] Tag(string field, string value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(TagDomain);
        var name = Encoding.UTF8.GetBytes(field);
        hash.AppendData([(byte)name.Length]);
        hash.AppendData(name);
        hash.AppendData(Encoding.UTF8.GetBytes(value));
        return hash.GetHashAndReset()[..TagLength];
    }
}
