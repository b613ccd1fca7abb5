using System.Security.Cryptography;
using NSec.Cryptography;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Ed25519;

/// <summary>A private key, which signs with Ed25519 (RFC 8032): <c>v1a</c> of Standard Webhooks 1.0.0. Only the sender has it.</summary>
/// <remarks>The key lies in memory that libsodium guards and wipes. Safe for use by several threads at once.</remarks>
public sealed class WebhookPrivateKey : IWebhookSigningKey, IDisposable
{
    private const int SeedLength = 32;
    private const int PairLength = SeedLength + WebhookPublicKey.Length;
    private const string Lengths = "64 bytes, private and public half, or the 32 of the private half";

    private readonly Key _key;

    private WebhookPrivateKey(Key key) => (_key, PublicKey) = (key, new WebhookPublicKey(key.PublicKey));

    /// <inheritdoc />
    public string Version => WebhookPublicKey.SignatureVersion;

    /// <inheritdoc cref="WebhookPublicKey.KeyId" />
    public string KeyId => PublicKey.KeyId;

    /// <inheritdoc />
    public int SignatureLength => SignatureAlgorithm.Ed25519.SignatureSize;

    /// <summary>What receivers verify with.</summary>
    public WebhookPublicKey PublicKey { get; }

    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    /// <summary>Makes a new key.</summary>
    /// <returns>The key.</returns>
    public static WebhookPrivateKey Generate() => new(Key.Create(SignatureAlgorithm.Ed25519, Exportable));

    /// <summary>Reads a key as the standard writes it.</summary>
    /// <param name="text"><c>whsk_</c> and base64 of 64 bytes, the private and the public half, or of the 32 of the private half alone.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is none; the message says what is wrong and shows nothing of it.</exception>
    public static WebhookPrivateKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var key, out var fault)
            ? key!
            : throw new FormatException(WebhookKeyText.Describe(fault, WebhookKeyText.PrivateKeyPrefix, Lengths));
    }

    /// <summary>Reads a key as the standard writes it.</summary>
    /// <param name="text"><c>whsk_</c> and base64 of 64 bytes, the private and the public half, or of the 32 of the private half alone.</param>
    /// <param name="key">The key.</param>
    /// <param name="fault">What is wrong.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out WebhookPrivateKey? key, out WebhookKeyFault fault)
    {
        key = null;
        Span<byte> bytes = stackalloc byte[PairLength];
        fault = WebhookKeyText.Read(text, WebhookKeyText.PrivateKeyPrefix, SeedLength, PairLength, bytes, out var length);
        if (fault == WebhookKeyFault.None)
            fault = length is SeedLength or PairLength ? Import(bytes[..length], out key) : WebhookKeyFault.TooShort;
        CryptographicOperations.ZeroMemory(bytes);
        return key is not null;
    }

    /// <summary>Writes the key out, to be kept where secrets are kept.</summary>
    /// <returns><c>whsk_</c> and base64 of both halves.</returns>
    public string Export()
    {
        Span<byte> pair = stackalloc byte[PairLength];
        _key.TryExport(KeyBlobFormat.RawPrivateKey, pair[..SeedLength], out _);
        _key.PublicKey.TryExport(KeyBlobFormat.RawPublicKey, pair[SeedLength..], out _);
        var text = WebhookKeyText.PrivateKeyPrefix + Convert.ToBase64String(pair);
        CryptographicOperations.ZeroMemory(pair);
        return text;
    }

    /// <inheritdoc />
    public void Sign(SignedContent content, Span<byte> signature)
    {
        var whole = WholeContent.Rent(content);
        try
        {
            SignatureAlgorithm.Ed25519.Sign(_key, whole.Bytes, signature[..SignatureLength]);
        }
        finally
        {
            whole.Return();
        }
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>Which key it is, without what it is.</summary>
    /// <returns>The id of the key.</returns>
    public override string ToString() => $"{WebhookKeyText.PrivateKeyPrefix}… ({KeyId})";

    private static WebhookKeyFault Import(ReadOnlySpan<byte> bytes, out WebhookPrivateKey? key)
    {
        key = null;
        var imported = Key.Import(SignatureAlgorithm.Ed25519, bytes[..SeedLength], KeyBlobFormat.RawPrivateKey, Exportable);
        if (bytes.Length == PairLength && !imported.PublicKey.Export(KeyBlobFormat.RawPublicKey).AsSpan().SequenceEqual(bytes[SeedLength..]))
        {
            imported.Dispose();
            return WebhookKeyFault.HalvesDiffer;
        }
        key = new WebhookPrivateKey(imported);
        return WebhookKeyFault.None;
    }
}
