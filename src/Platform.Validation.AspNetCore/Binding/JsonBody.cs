using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>The bytes of a body as they arrived, whole; or the status by which it is refused before it is looked at.</summary>
/// <param name="RefusedStatus">The status; 0 where there are bytes.</param>
/// <param name="Bytes">The bytes. They belong to the reader of the request, which is to be advanced when they are done with.</param>
internal readonly record struct JsonBody(int RefusedStatus, ReadOnlySequence<byte> Bytes)
{
    /// <summary>Gathers the body, which the pipe does in pooled memory, up to the limit.</summary>
    public static async ValueTask<JsonBody> GatherAsync(HttpContext context)
    {
        try
        {
            return await ReadAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            // The server itself refuses to read on: too large, too slow, malformed.
            return new JsonBody(exception.StatusCode, default);
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Kestrel says it so where a chunk announces more bytes than a number can hold.
            return new JsonBody(StatusCodes.Status400BadRequest, default);
        }
    }

    /// <summary>Whether the body is JSON in UTF-8 (RFC 8259, section 8.1) as it stands. Whoever unpacks bodies takes the header away.</summary>
    private static bool IsPlain(HttpRequest request)
    {
        if (!request.HasJsonContentType() || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return false;
        return (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            && (request.Headers.ContentEncoding is not { Count: > 0 } encoding
                || encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase));
    }

    private static async ValueTask<JsonBody> ReadAsync(HttpContext context)
    {
        if (!IsPlain(context.Request))
            return new JsonBody(StatusCodes.Status415UnsupportedMediaType, default);
        var most = context.RequestServices.GetRequiredService<IOptions<PlatformValidationAspNetCoreOptions>>().Value.MaxBodyBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
            && (size.MaxRequestBodySize is not { } allowed || allowed > most))
            size.MaxRequestBodySize = most;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.IsCanceled)
            {
                // The server is asked to stop: the rest may never come, and nobody should wait for it.
                reader.AdvanceTo(read.Buffer.End);
                return new JsonBody(StatusCodes.Status408RequestTimeout, default);
            }
            if (read.Buffer.Length > most)
            {
                reader.AdvanceTo(read.Buffer.End);
                return new JsonBody(StatusCodes.Status413PayloadTooLarge, default);
            }
            if (read.IsCompleted)
                return new JsonBody(0, read.Buffer);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
