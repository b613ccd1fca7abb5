using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Mime;

namespace Platform.Errors;

/// <summary>Reads the error out of a response, whatever the other side has sent, and leaves the response as if nobody had: it can be read again.</summary>
internal static class ErrorResponse
{
    public static async ValueTask<Error> ReadAsync(HttpResponseMessage response, ProblemReader reader, CancellationToken cancellationToken)
    {
        var error = await ReadContentAsync(response, reader, cancellationToken).ConfigureAwait(false);
        return error.RetryAfter is null && RetryAfter(response, reader.Time) is { } delay ? error.WithRetryAfter(delay) : error;
    }

    private static async ValueTask<Error> ReadContentAsync(HttpResponseMessage response, ProblemReader reader, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var content = response.Content;
        if (!MayBeProblem(content.Headers.ContentType) || content.Headers.ContentLength > reader.MaximumBytes)
            return ProblemReader.FromStatus(status);
        // One byte more than is allowed tells what is too large from what just fits.
        var buffer = ArrayPool<byte>.Shared.Rent(reader.MaximumBytes + 1);
        Stream? stream = null;
        var length = 0;
        try
        {
            stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int read;
            do
            {
                read = await stream.ReadAsync(buffer.AsMemory(length, reader.MaximumBytes + 1 - length), cancellationToken).ConfigureAwait(false);
                length += read;
            }
            while (read > 0 && length <= reader.MaximumBytes);
            return length <= reader.MaximumBytes && reader.TryRead(buffer.AsSpan(0, length), status, out var error) ? error : ProblemReader.FromStatus(status);
        }
        catch (Exception exception) when (IsOfTheContent(exception))
        {
            // The status has arrived and says enough; that its explanation broke off, or cannot be unpacked, is for the log.
            return ProblemReader.FromStatus(status).WithCause(exception);
        }
        finally
        {
            if (stream is not null)
                response.Content = new PreviewedContent(buffer.AsSpan(0, length).ToArray(), stream, content);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What a content throws that breaks off, and what the decompressors of .NET throw for one that is not what its encoding says.</summary>
    private static bool IsOfTheContent(Exception exception) => exception
        is IOException or HttpRequestException or InvalidDataException or (InvalidOperationException and not ObjectDisposedException);

    /// <summary>JSON of any kind, in UTF-8 as RFC 8259 §8.1 has it. A page for people says nothing to a program.</summary>
    private static bool MayBeProblem(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } media
        && (media.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        && type.CharSet?.Trim('"') is null or "" or "utf-8" or "UTF-8" or "utf8" or "us-ascii";

    /// <summary>A date is counted from the other side's own clock where it says what that is, so that clocks need not agree.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date - (response.Headers.Date ?? time.GetUtcNow()));
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
