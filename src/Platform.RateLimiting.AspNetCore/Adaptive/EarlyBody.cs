using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Platform.RateLimiting.AspNetCore.Grpc;

namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>Reads small bodies before their requests take a place: who sends slowly then keeps nobody but himself waiting.</summary>
internal static class EarlyBody
{
    private const int FirstBuffer = 4096;

    /// <summary>
    /// Whether to read it. Not one that is known to be larger, and none that may be half of a conversation, whose other half would never begin: those have no length, and are calls of
    /// gRPC or come over newer versions of HTTP.
    /// </summary>
    public static bool IsWanted(HttpRequest request, int most) => request.ContentLength is { } length
        ? length > 0 && length <= most
        : request.Headers.ContainsKey(HeaderNames.TransferEncoding) && !HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol) && !GrpcRefusal.IsCall(request);

    /// <summary>Reads it and puts what was read back before the rest. What goes wrong with it goes wrong again, and is told, when the application reads it.</summary>
    public static async Task ReadAsync(HttpContext context, int most)
    {
        var body = context.Request.Body;
        var buffer = ArrayPool<byte>.Shared.Rent((int)(context.Request.ContentLength + 1 ?? Math.Min(FirstBuffer, most + 1)));
        var count = 0;
        var isWhole = false;
        try
        {
            while (!isWhole && count <= most)
            {
                if (count == buffer.Length)
                    buffer = Grow(buffer, count);
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
            var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
            var early = new EarlyBodyStream(buffer, count, isWhole ? Stream.Null : body, size?.MaxRequestBodySize);
            context.Request.Body = early;
            if (size is not null)
                context.Features.Set<IHttpMaxRequestBodySizeFeature>(early);
            context.Response.RegisterForDispose(early);
        }
    }

    private static byte[] Grow(byte[] buffer, int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * count);
        buffer.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
