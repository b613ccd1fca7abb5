using System.Security.Cryptography;
using System.Text.Json;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Erasing;

/// <summary>What is unreadable of somebody, since when, and until when a backup may still hold a key. Signed, so that it can be handed out and verified by anybody with the public key.</summary>
/// <remarks>It names nobody: the subject stands in it as a digest, by which one who knows the id finds it again (<see cref="IsOf"/>).</remarks>
public sealed class ErasureReceipt
{
    internal ErasureReceipt(ReceiptContent content, string signed) => (Content, Signed) = (content, signed);

    /// <summary>Of which tenant.</summary>
    public string Tenant => Content.Tenant;

    /// <summary>SHA-256 of tenant and subject, in hexadecimal digits.</summary>
    public string SubjectDigest => Content.Subject;

    /// <summary>The purposes of which the subject has no key any more, and never will again.</summary>
    public IReadOnlyList<string> Purposes => Content.Purposes;

    /// <summary>The ids of the keys that were destroyed: a value that names one of them is unreadable, wherever it is.</summary>
    public IReadOnlyList<KeyId> Keys => Content.Keys;

    /// <summary>When the last of them was destroyed. Asking again tells the same.</summary>
    public DateTimeOffset ErasedAt => Content.ErasedAt;

    /// <summary>Until then another instance that has not heard of it may still write with a key in its memory: erase again after it, where there are several.</summary>
    public DateTimeOffset FinalFrom => Content.FinalFrom;

    /// <summary>Until when a backup of the key store may hold the keys.</summary>
    public DateTimeOffset BackupsExpireAt => Content.BackupsExpireAt;

    /// <summary>What each place has.</summary>
    public IReadOnlyList<ErasedPlace> Places => Content.Places;

    /// <summary>The receipt to keep and to hand out: a JSON Web Signature in compact serialization (RFC 7515, section 3.1) with ES256, which tools of other makers verify too.</summary>
    public string Signed { get; }

    internal ReceiptContent Content { get; }

    /// <summary>Whether it is about this subject.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="subject">The subject.</param>
    /// <returns>Whether it is.</returns>
    public bool IsOf(string tenant, string subject) => Tenant == tenant && SubjectDigest == ReceiptContent.DigestOf(tenant, subject);

    /// <summary>Reads a receipt, if the signature is that of this key.</summary>
    /// <param name="signed">What <see cref="Signed"/> was.</param>
    /// <param name="publicKey">The public key, on P-256.</param>
    /// <returns>The receipt; <see langword="null"/> if it is none, was changed, or was signed by another key or in another way.</returns>
    public static ErasureReceipt? Verify(string signed, ECDsa publicKey)
    {
        ArgumentNullException.ThrowIfNull(signed);
        ArgumentNullException.ThrowIfNull(publicKey);
        if (!CompactJws.TryVerify(signed, publicKey, out var payload))
            return null;
        try
        {
            return new ErasureReceipt(ReceiptContent.Read(payload), signed);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // Signed by this key, and about something else.
            return null;
        }
    }
}
