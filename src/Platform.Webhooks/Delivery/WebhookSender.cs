using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
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

    private const string Json = "application/json";
    private static readonly string Agent = $"Platform.Webhooks/{typeof(WebhookSender).Assembly.GetName().Version?.ToString(3)}";

    private readonly HttpMessageInvoker _invoker;
    private readonly TimeSpan _timeout;
    private readonly int _mostBytes;
    private readonly TimeProvider _time;
    private readonly AttemptDeadlines _deadlines;
    private volatile TimestampText _timestamp = new(0, "0");

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
        (_invoker, _time) = (new HttpMessageInvoker(guard.CreateHandler(unwraps: false)), time);
        (_timeout, _mostBytes) = (options.Value.DeliveryTimeout, options.Value.MaxResponseBytes);
        _deadlines = new AttemptDeadlines(time);
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
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<WebhookAttempt> SendAsync(
        Uri destination, WebhookSigner signer, string id, string contentType, ReadOnlyMemory<byte> body, AnswerStart? answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(signer);
        var now = _time.GetUtcNow();
        var begun = _time.GetTimestamp();
        using var request = Request(destination, signer, id, contentType, body, now);
        var deadline = _deadlines.Begin(_timeout);
        var ending = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), deadline);
        try
        {
            using var response = await _invoker.SendAsync(request, deadline.Token).ConfigureAwait(false);
            var (outcome, wait) = (WebhookAnswer.Outcome(response.StatusCode), WebhookAnswer.RetryAfter(response.Headers.RetryAfter, _time.GetUtcNow()));
            // RFC 9110, section 15.3.5: it has no content, so nothing need be waited for.
            if (response.StatusCode != HttpStatusCode.NoContent && response.Content.Headers.ContentLength != 0)
            {
                var rest = _timeout - _time.GetElapsedTime(begun);
                AttemptDeadlines.Shorten(deadline, rest < DrainsFor ? rest : DrainsFor);
                await DrainAsync(response.Content, answer, deadline.Token).ConfigureAwait(false);
            }
            return new WebhookAttempt(outcome, (int)response.StatusCode, wait, DestinationFault.None, _time.GetElapsedTime(begun));
        }
        catch (Exception failure) when (RefusalIn(failure) is not null)
        {
            var fault = RefusalIn(failure)!.Fault;
            var refused = fault == DestinationFault.LookupsBusy ? WebhookOutcome.NotTried : WebhookOutcome.DestinationRefused;
            return new WebhookAttempt(refused, null, null, fault, _time.GetElapsedTime(begun));
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            var outcome = deadline.IsCancellationRequested ? WebhookOutcome.TimedOut : WebhookOutcome.NotReached;
            return new WebhookAttempt(outcome, null, null, DestinationFault.None, _time.GetElapsedTime(begun));
        }
        finally
        {
            // Waits for who is cancelling it, so that nobody cancels the attempt that has it next.
            await ending.DisposeAsync().ConfigureAwait(false);
            _deadlines.End(deadline);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _invoker.Dispose();

    private static DestinationRefusedException? RefusalIn(Exception failure) =>
        failure as DestinationRefusedException ?? (failure as HttpRequestException)?.InnerException as DestinationRefusedException;

    /// <summary>Whether an attempt with them can be made. If not, then never: they stay as they are.</summary>
    internal static bool CanBeSent(string id, string contentType) => MessageId.IsValid(id) && MediaTypeHeaderValue.TryParse(contentType, out _);

    private HttpRequestMessage Request(Uri destination, WebhookSigner signer, string id, string contentType, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, destination);
        try
        {
            // None of these is parsed: the signature is base64, and what signs has refused an id that could not stand in a field.
            var signature = signer.Sign(id, now, body.Span);
            request.Headers.TryAddWithoutValidation("webhook-id", id);
            request.Headers.TryAddWithoutValidation("webhook-timestamp", Timestamp(now.ToUnixTimeSeconds()));
            request.Headers.TryAddWithoutValidation("webhook-signature", signature);
            request.Headers.TryAddWithoutValidation("User-Agent", Agent);
            request.Content = new ReadOnlyMemoryContent(body);
            if (contentType == Json)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", Json);
            else
                request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(contentType, out var type)
                    ? type : throw new ArgumentException("It is no content type.", nameof(contentType));
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>Of all attempts of a second it is the same.</summary>
    private string Timestamp(long second)
    {
        var last = _timestamp;
        if (last.Second != second)
            _timestamp = last = new TimestampText(second, second.ToString(CultureInfo.InvariantCulture));
        return last.Text;
    }

    /// <summary>The receiver has answered by now. That it goes on for ever, or breaks off, changes nothing but that the connection is closed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DrainAsync(HttpContent content, AnswerStart? answer, CancellationToken cancellationToken)
    {
        var portion = ArrayPool<byte>.Shared.Rent(Portion);
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            for (int read = 0, count = 1; count > 0 && read <= _mostBytes; read += count)
            {
                count = await stream.ReadAsync(portion, cancellationToken).ConfigureAwait(false);
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

    private sealed record TimestampText(long Second, string Text);
}
