namespace Platform.Errors.Resilience;

/// <summary>Declarations on HTTP requests.</summary>
public static class PlatformErrorsResilienceHttpRequestExtensions
{
    /// <summary>
    /// Declares whether the request may be sent again, over what its method says: for a POST that only searches, or a GET that does something after all.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="idempotency">Whether it may.</param>
    /// <returns>The request.</returns>
    public static HttpRequestMessage WithIdempotency(this HttpRequestMessage request, Idempotency idempotency)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(RequestIdempotency.Declared, idempotency);
        return request;
    }

    /// <summary>
    /// Gives the request the field <c>Idempotency-Key</c>, by which a server that knows it recognises a repetition. Only use it with such a server.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key: one for each thing that is to be done, kept with it, and the same for each attempt.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty or white space, which is no key.</exception>
    /// <exception cref="FormatException"><paramref name="key"/> cannot stand in a field.</exception>
    public static HttpRequestMessage WithIdempotencyKey(this HttpRequestMessage request, string key)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        request.Headers.Remove(RequestIdempotency.KeyField);
        request.Headers.Add(RequestIdempotency.KeyField, key);
        return request;
    }
}
