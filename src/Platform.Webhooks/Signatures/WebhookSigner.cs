using System.Buffers.Text;
using System.Text;
using Platform.Shared;

namespace Platform.Webhooks.Signatures;

/// <summary>
/// Makes the <c>webhook-signature</c> of Standard Webhooks 1.0.0: one signature for each key, so that receivers can change secrets without losing a
/// message.
/// </summary>
/// <remarks>Safe for use by several threads at once. It disposes of no key.</remarks>
public sealed class WebhookSigner
{
    /// <summary>The most keys that sign one message.</summary>
    public const int MaxKeys = 8;

    private const int LongestSignature = 64;

    private readonly IWebhookSigningKey[] _keys;

    /// <summary>For each key what stands before its signature: a space except before the first, the version and a comma.</summary>
    private readonly byte[][] _marks;

    /// <summary>Signs with keys.</summary>
    /// <param name="keys">The key in use first, then those that are being retired: one to eight.</param>
    /// <exception cref="ArgumentException">There is none, there are too many, or one is <see langword="null"/>.</exception>
    public WebhookSigner(params ReadOnlySpan<IWebhookSigningKey> keys)
    {
        if (keys.Length is 0 or > MaxKeys)
            throw new ArgumentException($"A message is signed with one to {MaxKeys} keys, not {keys.Length}.", nameof(keys));
        foreach (var key in keys)
        {
            ArgumentNullException.ThrowIfNull(key, nameof(keys));
            if (key.SignatureLength > LongestSignature)
                throw new ArgumentException($"Signatures have at most {LongestSignature} bytes.", nameof(keys));
            HeaderLength += key.Version.Length + 1 + EncodedLength(key);
        }
        HeaderLength += keys.Length - 1;
        _keys = keys.ToArray();
        _marks = [.. _keys.Select((key, at) => Encoding.ASCII.GetBytes($"{(at == 0 ? "" : " ")}{key.Version},"))];
    }

    /// <summary>How many bytes the value of the header field has.</summary>
    public int HeaderLength { get; }

    /// <summary>Signs a message.</summary>
    /// <param name="id">The id of the message, the same for all attempts: printable ASCII without spaces and full stops, at most 256.</param>
    /// <param name="timestamp">When this attempt is made; counted in whole seconds.</param>
    /// <param name="body">The body, to the byte as it is sent.</param>
    /// <param name="destination">Takes the value of <c>webhook-signature</c>, in ASCII: <see cref="HeaderLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">
    /// The id is not one that can be signed, the time is before 1970, or <paramref name="destination"/> is too short.
    /// </exception>
    [HotPath]
    public int Sign(ReadOnlySpan<char> id, DateTimeOffset timestamp, ReadOnlySpan<byte> body, Span<byte> destination)
    {
        if (!MessageId.IsValid(id))
            throw new ArgumentException($"An id is printable ASCII without spaces and full stops, at most {MessageId.MaxLength} characters.", nameof(id));
        if (destination.Length < HeaderLength)
            throw new ArgumentException($"The signatures take {HeaderLength} bytes.", nameof(destination));
        var seconds = timestamp.ToUnixTimeSeconds();
        if (seconds < 0)
            throw new ArgumentException("A message has no time before 1970.", nameof(timestamp));

        var rented = RentedContent.Of(id, '.', seconds, body);
        var length = Write(rented.Content, destination);
        rented.Return();
        return length;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="id">The id of the message, the same for all attempts: printable ASCII without spaces and full stops, at most 256.</param>
    /// <param name="timestamp">When this attempt is made; counted in whole seconds.</param>
    /// <param name="body">The body, to the byte as it is sent.</param>
    /// <returns>The value of <c>webhook-signature</c>.</returns>
    /// <exception cref="ArgumentException">The id is not one that can be signed, or the time is before 1970.</exception>
    public string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        Sign(id, timestamp, body, header);
        return Encoding.ASCII.GetString(header);
    }

    private static int EncodedLength(IWebhookSigningKey key) => Base64.GetMaxEncodedToUtf8Length(key.SignatureLength);

    private int Write(scoped SignedContent content, Span<byte> destination)
    {
        Span<byte> signature = stackalloc byte[LongestSignature];
        var at = 0;
        for (var each = 0; each < _keys.Length; each++)
        {
            var (key, mark) = (_keys[each], _marks[each]);
            key.Sign(content, signature);
            mark.CopyTo(destination[at..]);
            at += mark.Length;
            Base64.EncodeToUtf8(signature[..key.SignatureLength], destination[at..], out _, out var written);
            at += written;
        }
        return at;
    }
}
