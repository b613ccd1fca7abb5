namespace Platform.Errors.Resilience;

/// <summary>Reads the error of a response and leaves the response as if nobody had: the caller may want its content.</summary>
internal static class ErrorPreview
{
    /// <summary>Problems are small; what is larger is judged by its status.</summary>
    private const int MaximumBytes = 64 * 1024;

    public static async ValueTask<Error> ReadAsync(HttpResponseMessage response, ProblemReader reader, CancellationToken cancellationToken)
    {
        var original = response.Content;
        if (original.Headers.ContentLength == 0 || !IsJson(original))
            return await JudgeAsync(response, [], 0, reader, cancellationToken).ConfigureAwait(false);
        var rest = await original.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[(int)Math.Min(original.Headers.ContentLength ?? MaximumBytes, MaximumBytes)];
        var length = 0;
        try
        {
            length = await rest.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException or InvalidOperationException)
        {
            // The status has arrived; whoever reads the content will meet the same end of it, or find that it cannot be unpacked.
        }
        response.Content = new PreviewedContent(buffer.AsMemory(0, length), rest, original);
        return await JudgeAsync(response, buffer, length, reader, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A copy of what the error is made of: reading it leaves the response alone.</summary>
    private static async ValueTask<Error> JudgeAsync(
        HttpResponseMessage response, byte[] content, int length, ProblemReader reader, CancellationToken cancellationToken)
    {
        using var copy = new HttpResponseMessage(response.StatusCode) { Content = new ByteArrayContent(content, 0, length) };
        copy.Content.Headers.ContentType = response.Content.Headers.ContentType;
        copy.Headers.RetryAfter = response.Headers.RetryAfter;
        copy.Headers.Date = response.Headers.Date;
        return await copy.ReadErrorAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsJson(HttpContent content) =>
        content.Headers.ContentType?.MediaType is { } media
            && (media.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
