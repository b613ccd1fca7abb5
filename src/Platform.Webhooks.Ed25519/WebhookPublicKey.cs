using NSec.Cryptography;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Ed25519;

/// <summary>A public key, which verifies with Ed25519 (RFC 8032): <c>v1a</c> of Standard Webhooks 1.0.0. It can be shown to anybody.</summary>
/// <remarks>32 bytes that are no point of the curve verify nothing. Safe for use by several threads at once.</remarks>
public sealed class WebhookPublicKey : IWebhookVerificationKey
{
    internal const string SignatureVersion = "v1a";
    internal const int Length = 32;

    private const string Lengths = "32 bytes";

    private readonly PublicKey _key;

    internal WebhookPublicKey(PublicKey key)
    {
        _key = key;
        KeyId = Convert.ToHexStringLower(key.Export(KeyBlobFormat.RawPublicKey).AsSpan(0, 4));
    }

    /// <inheritdoc />
    public string Version => SignatureVersion;

    /// <summary>The first eight hexadecimal digits of the key.</summary>
    public string KeyId { get; }

    /// <inheritdoc />
    public int SignatureLength => SignatureAlgorithm.Ed25519.SignatureSize;

    /// <summary>Takes the bytes of a key.</summary>
    /// <param name="bytes">32 bytes (RFC 8032, section 5.1.5).</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">There are not 32.</exception>
    public static WebhookPublicKey FromBytes(ReadOnlySpan<byte> bytes) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key)
        ? new WebhookPublicKey(key!)
        : throw new ArgumentException($"This is no Ed25519 public key of {Lengths}.", nameof(bytes));

    /// <summary>Reads a key as the standard writes it.</summary>
    /// <param name="text"><c>whpk_</c> and base64 of 32 bytes.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static WebhookPublicKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var key, out var fault)
            ? key!
            : throw new FormatException(WebhookKeyText.Describe(fault, WebhookKeyText.PublicKeyPrefix, Lengths));
    }

    /// <summary>Reads a key as the standard writes it.</summary>
    /// <param name="text"><c>whpk_</c> and base64 of 32 bytes.</param>
    /// <param name="key">The key.</param>
    /// <param name="fault">What is wrong.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out WebhookPublicKey? key, out WebhookKeyFault fault)
    {
        key = null;
        Span<byte> bytes = stackalloc byte[Length];
        fault = WebhookKeyText.Read(text, WebhookKeyText.PublicKeyPrefix, Length, Length, bytes, out _);
        if (fault == WebhookKeyFault.None)
            key = FromBytes(bytes);
        return key is not null;
    }

    /// <inheritdoc />
    public bool Verify(SignedContent content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
            return false;
        var whole = WholeContent.Rent(content);
        var isRight = SignatureAlgorithm.Ed25519.Verify(_key, whole.Bytes, signature);
        whole.Return();
        return isRight;
    }

    /// <summary>Writes the key as the standard does.</summary>
    /// <returns><c>whpk_</c> and base64.</returns>
    public override string ToString() => WebhookKeyText.PublicKeyPrefix + Convert.ToBase64String(_key.Export(KeyBlobFormat.RawPublicKey));
}
