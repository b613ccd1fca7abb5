using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>Reads small bodies before their requests take a place: who sends slowly then keeps nobody but himself waiting.</summary>
internal static class EarlyBody
{
    private const int FirstBuffer = 4096;

    /// <summary>
    /// Whether to read it. Not one that is known to be larger, that nobody will ask for, or that somebody has begun to read, and none that may be half of a conversation, whose other half
    /// would never begin: those have no length and come over newer versions of HTTP.
    /// </summary>
    public static bool IsWanted(HttpRequest request, int most)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return false;
        var mayBeRead = request.ContentLength is { } length
            ? length > 0 && length <= most
            : request.Headers.ContainsKey(HeaderNames.TransferEncoding) && !HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol);
        return mayBeRead && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: true };
    }

    /// <summary>Reads it and puts what was read back before the rest. What goes wrong with it goes wrong again, and is told, when the application reads it.</summary>
    public static async Task ReadAsync(HttpContext context, int most)
    {
        var body = context.Request.Body;
        var length = context.Request.ContentLength;
        // What a client says of its body costs it nothing: memory grows with what has come.
        var largest = (int)(length ?? most + 1);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, largest));
        var count = 0;
        var isWhole = false;
        // The server's limit cannot be moved once reading has begun, and the application may still want another.
        var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var limit = size?.MaxRequestBodySize;
        if (size is { IsReadOnly: false })
            size.MaxRequestBodySize = null;
        try
        {
            while (!isWhole && count < largest)
            {
                if (count == buffer.Length)
                    buffer = Grow(buffer, count, largest);
                var read = await body.ReadAsync(buffer.AsMemory(count), context.RequestAborted).ConfigureAwait(false);
                count += read;
                isWhole = read == 0;
            }
        }
        catch (IOException)
        {
            // The stream says it again to whoever reads on.
        }
        finally
        {
            var early = new EarlyBodyStream(ArrayPool<byte>.Shared, buffer, count, isWhole ? Stream.Null : body, limit);
            context.Request.Body = early;
            if (size is not null)
                context.Features.Set<IHttpMaxRequestBodySizeFeature>(early);
            context.Response.RegisterForDispose(early);
        }
    }

    private static byte[] Grow(byte[] buffer, int count, int largest)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * count, largest));
        buffer.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
