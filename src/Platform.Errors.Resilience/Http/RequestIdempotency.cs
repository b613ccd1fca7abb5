using System.Net.Http.Json;

namespace Platform.Errors.Resilience;

/// <summary>Whether a request may be sent again, by what stands in it.</summary>
internal static class RequestIdempotency
{
    public const string KeyField = "Idempotency-Key";

    /// <summary>Larger contents of unknown nature are not held in memory for the sake of a retry.</summary>
    public const int MaximumBufferedBytes = 1024 * 1024;

    public static readonly HttpRequestOptionsKey<Idempotency> Declared = new("Platform.Errors.Resilience.Idempotency");

    public static Idempotency Of(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(Declared, out var declared))
            return declared;
        if (IsIdempotent(request.Method))
            return Idempotency.Idempotent;
        return HasKey(request) ? Idempotency.Keyed : Idempotency.NotIdempotent;
    }

    /// <summary>
    /// Keeps the handlers below from sending it again. .NET's own does so, several times, when a connection in use turns out to have been closed and nothing
    /// of a content has left yet, whatever the method. An empty content is the same on the wire, and it has left.
    /// </summary>
    public static void ForbidRepetition(HttpRequestMessage request) => request.Content ??= new ByteArrayContent([]);

    /// <summary>Whether a content can be sent again as it is.</summary>
    public static bool IsKept(HttpContent? content) => content is null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent;

    /// <summary>Makes the content such that it can be sent again.</summary>
    /// <returns>Whether it can.</returns>
    public static async ValueTask<bool> TryKeepContentAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsKept(request.Content))
            return true;
        if (request.Content!.Headers.ContentLength is not <= MaximumBufferedBytes)
            return false;
        await request.Content.LoadIntoBufferAsync(MaximumBufferedBytes, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>RFC 9110 §9.2.2: PUT, DELETE and the safe methods of §9.2.1.</summary>
    private static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete || method == HttpMethod.Options
            || method == HttpMethod.Trace;

    private static bool HasKey(HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues(KeyField, out var values) && values.Any(value => !string.IsNullOrWhiteSpace(value));
}
