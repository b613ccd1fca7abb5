using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Delivery;

/// <summary>
/// Makes single attempts to deliver a webhook, by Standard Webhooks 1.0.0: signed, to where it is allowed, within one deadline over looking up, connecting, TLS, header fields and body.
/// </summary>
/// <remarks>
/// Redirects are not followed. Of the answer the status counts, once it is there; a body is read so that the connection can be used again, as far as
/// <see cref="PlatformWebhooksOptions.MaxResponseBytes"/> and for a second, and kept by nobody. Safe for use by several threads at once. <c>AddPlatformWebhooks()</c> registers one.
/// </remarks>
public sealed class WebhookSender : IDisposable
{
    private const int Portion = 4096;

    /// <summary>To dial anew costs less than to wait for the rest of a body that nobody wants.</summary>
    private static readonly TimeSpan DrainsFor = TimeSpan.FromSeconds(1);

    private static readonly ProductInfoHeaderValue Agent = new("Platform.Webhooks", typeof(WebhookSender).Assembly.GetName().Version?.ToString(3));

    private readonly HttpMessageInvoker _invoker;
    private readonly TimeSpan _timeout;
    private readonly int _mostBytes;
    private readonly TimeProvider _time;

    /// <summary>Makes a sender.</summary>
    /// <param name="guard">Dials.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public WebhookSender(DialGuard guard, IOptions<PlatformWebhooksOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(guard);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_invoker, _time) = (new HttpMessageInvoker(guard.CreateHandler()), time);
        (_timeout, _mostBytes) = (options.Value.DeliveryTimeout, options.Value.MaxResponseBytes);
    }

    /// <summary>Makes one attempt.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="signer">Signs, anew for each attempt.</param>
    /// <param name="id">The id of the message, the same for all attempts.</param>
    /// <param name="contentType">What the body is.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What it came to. Whatever the receiver does, it does not throw.</returns>
    /// <exception cref="ArgumentException">The id or the content type cannot be sent.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValueTask<WebhookAttempt> SendAsync(
        Uri destination, WebhookSigner signer, string id, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        SendAsync(destination, signer, id, contentType, body, null, cancellationToken);

    /// <summary>The same, and keeps the beginning of the answer's body for whoever asks for one.</summary>
    internal async ValueTask<WebhookAttempt> SendAsync(
        Uri destination, WebhookSigner signer, string id, string contentType, ReadOnlyMemory<byte> body, AnswerStart? answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(signer);
        var now = _time.GetUtcNow();
        var begun = _time.GetTimestamp();
        using var request = Request(destination, signer, id, contentType, body, now);
        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            var (outcome, wait) = (WebhookAnswer.Outcome(response.StatusCode), WebhookAnswer.RetryAfter(response.Headers.RetryAfter, _time.GetUtcNow()));
            // RFC 9110, section 15.3.5: it has no content, so nothing need be waited for.
            if (response.StatusCode != HttpStatusCode.NoContent)
                await DrainAsync(response.Content, answer, either.Token).ConfigureAwait(false);
            return new WebhookAttempt(outcome, (int)response.StatusCode, wait, DestinationFault.None, _time.GetElapsedTime(begun));
        }
        catch (DestinationRefusedException refusal)
        {
            return new WebhookAttempt(WebhookOutcome.DestinationRefused, null, null, refusal.Fault, _time.GetElapsedTime(begun));
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            var outcome = deadline.IsCancellationRequested ? WebhookOutcome.TimedOut : WebhookOutcome.NotReached;
            return new WebhookAttempt(outcome, null, null, DestinationFault.None, _time.GetElapsedTime(begun));
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _invoker.Dispose();

    /// <summary>Whether an attempt with them can be made. If not, then never: they stay as they are.</summary>
    internal static bool CanBeSent(string id, string contentType) => MessageId.IsValid(id) && MediaTypeHeaderValue.TryParse(contentType, out _);

    private static HttpRequestMessage Request(Uri destination, WebhookSigner signer, string id, string contentType, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, destination);
        try
        {
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", $"{now.ToUnixTimeSeconds()}");
            request.Headers.Add("webhook-signature", signer.Sign(id, now, body.Span));
            request.Headers.UserAgent.Add(Agent);
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(contentType, out var type)
                ? type
                : throw new ArgumentException("It is no content type.", nameof(contentType));
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>The receiver has answered by now. That it goes on for ever, or breaks off, changes nothing but that the connection is closed.</summary>
    private async ValueTask DrainAsync(HttpContent content, AnswerStart? answer, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength == 0)
            return;
        using var draining = new CancellationTokenSource(DrainsFor, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(draining.Token, cancellationToken);
        var portion = ArrayPool<byte>.Shared.Rent(Portion);
        try
        {
            var stream = await content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            for (int read = 0, count = 1; count > 0 && read <= _mostBytes; read += count)
            {
                count = await stream.ReadAsync(portion, either.Token).ConfigureAwait(false);
                answer?.Add(portion.AsSpan(0, count));
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            // Also cancelled by the caller: what was delivered is delivered.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(portion);
        }
    }
}
