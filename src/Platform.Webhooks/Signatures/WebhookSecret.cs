using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Webhooks.Signatures;

/// <summary>
/// A secret that sender and receiver know, which signs and verifies with HMAC-SHA256: <c>v1</c> of Standard Webhooks 1.0.0.
/// </summary>
/// <remarks>
/// Safe for use by several threads at once. Nothing but <see cref="Export"/> shows it: not <see cref="ToString"/>, not a message of an
/// exception, not a debugger that shows what it has.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class WebhookSecret : IWebhookSigningKey, IWebhookVerificationKey
{
    /// <summary>The fewest bytes that the standard allows.</summary>
    public const int MinLength = 24;

    /// <summary>The most bytes that the standard allows.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// The fewest bytes of a secret that somebody else has chosen (<see cref="FromText"/>): what is shorter can be guessed offline from one
    /// signature.
    /// </summary>
    public const int MinTextLength = 16;

    private const int GeneratedLength = 32;
    private const string Lengths = "24 to 64 bytes";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly HmacSha256Key _key;

    private WebhookSecret(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        _key = new HmacSha256Key(bytes);
        KeyId = KeyIds.Of(bytes);
    }

    /// <inheritdoc cref="IWebhookSigningKey.Version" />
    public string Version => "v1";

    /// <inheritdoc cref="IWebhookSigningKey.KeyId" />
    public string KeyId { get; }

    /// <inheritdoc cref="IWebhookSigningKey.SignatureLength" />
    public int SignatureLength => HmacSha256Key.MacLength;

    /// <summary>Makes a new secret of 32 random bytes.</summary>
    /// <returns>The secret.</returns>
    public static WebhookSecret Generate()
    {
        Span<byte> bytes = stackalloc byte[GeneratedLength];
        RandomNumberGenerator.Fill(bytes);
        var secret = new WebhookSecret(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return secret;
    }

    /// <summary>Takes the bytes of a secret.</summary>
    /// <param name="bytes">24 to 64 bytes. They are copied; wipe yours.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="ArgumentException">There are fewer or more.</exception>
    public static WebhookSecret FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length is >= MinLength and <= MaxLength
        ? new WebhookSecret(bytes)
        : throw new ArgumentException($"A secret has {Lengths}; this has {bytes.Length}.", nameof(bytes));

    /// <summary>Takes a secret as services with schemes of their own use it: the text itself, as UTF-8, whatever it looks like.</summary>
    /// <param name="text">The text, at least 16 bytes.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is empty or shorter.</exception>
    public static WebhookSecret FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            return bytes.Length >= MinTextLength
                ? new WebhookSecret(bytes)
                : throw new FormatException(bytes.Length == 0 ? "The secret is empty." : $"The secret is too short: it has at least {MinTextLength} bytes.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a secret as the standard writes it.</summary>
    /// <param name="text"><c>whsec_</c> and base64 of 24 to 64 bytes. As in the standard's own libraries the prefix may be missing.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is none; the message says what is wrong and shows nothing of it.</exception>
    public static WebhookSecret Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var secret, out var fault)
            ? secret!
            : throw new FormatException(WebhookKeyText.Describe(fault, WebhookKeyText.SecretPrefix, Lengths));
    }

    /// <summary>Reads a secret as the standard writes it.</summary>
    /// <param name="text"><c>whsec_</c> and base64 of 24 to 64 bytes. As in the standard's own libraries the prefix may be missing.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="fault">What is wrong.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out WebhookSecret? secret, out WebhookKeyFault fault)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        fault = WebhookKeyText.Read(text, WebhookKeyText.SecretPrefix, MinLength, MaxLength, bytes, out var length);
        secret = fault == WebhookKeyFault.None ? new WebhookSecret(bytes[..length]) : null;
        CryptographicOperations.ZeroMemory(bytes);
        return secret is not null;
    }

    /// <summary>Writes the secret out, to be shown once to whom it is for.</summary>
    /// <returns><c>whsec_</c> and base64.</returns>
    public string Export() => WebhookKeyText.SecretPrefix + Convert.ToBase64String(_bytes);

    /// <inheritdoc />
    public void Sign(SignedContent content, Span<byte> signature) => _key.Compute(content, signature[..HmacSha256Key.MacLength]);

    /// <inheritdoc />
    public bool Verify(SignedContent content, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HmacSha256Key.MacLength];
        _key.Compute(content, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    /// <summary>Which secret it is, without what it is.</summary>
    /// <returns>The id of the key.</returns>
    public override string ToString() => $"{WebhookKeyText.SecretPrefix}… ({KeyId})";
}
