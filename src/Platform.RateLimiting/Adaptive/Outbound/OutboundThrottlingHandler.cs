using System.Net;

namespace Platform.RateLimiting;

/// <summary>
/// Puts <see cref="OutboundThrottle"/> into an <see cref="HttpClient"/>. What is held back is answered at once, with a 503 that <see cref="IsHeldBack"/> tells from one
/// that came from outside. It belongs inside of whatever retries, so that retries are held back too.
/// </summary>
/// <param name="throttle">The throttle; one for all clients, so that they share what they know.</param>
public sealed class OutboundThrottlingHandler(OutboundThrottle throttle) : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<bool> HeldBack = new("Platform.RateLimiting.HeldBack");

    /// <summary>Whether an answer was given by the throttle, and nothing was sent.</summary>
    /// <param name="response">The answer.</param>
    /// <returns>Whether it was held back.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static bool IsHeldBack(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.RequestMessage?.Options.TryGetValue(HeldBack, out var heldBack) == true && heldBack;
    }

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is not { IsAbsoluteUri: true } target)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!throttle.TryBegin(target))
            return Answer(request);
        request.Options.Set(HeldBack, false);
        var began = throttle.Timestamp;
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                throttle.Accepted(target);
            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The time-out of an HttpClient comes as this token too: nobody can tell it from a person who has left, but that it takes longer.
            throttle.GivenUp(target, throttle.Since(began));
            throw;
        }
    }

    /// <inheritdoc />
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is not { IsAbsoluteUri: true } target)
            return base.Send(request, cancellationToken);
        if (!throttle.TryBegin(target))
            return Answer(request);
        request.Options.Set(HeldBack, false);
        var began = throttle.Timestamp;
        try
        {
            var response = base.Send(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                throttle.Accepted(target);
            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throttle.GivenUp(target, throttle.Since(began));
            throw;
        }
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        request.Options.Set(HeldBack, true);
        return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request, ReasonPhrase = "Held back: the host refuses most requests" };
    }
}
