using System.Buffers;
using CityDesk.Domain;
using Microsoft.AspNetCore.Http.Features;
using Platform.Errors;

namespace CityDesk;

/// <summary>Reads the body of a request that must be seen whole before it is judged, up to a limit.</summary>
internal static class LimitedBody
{
    /// <returns>The bytes; refused where there are more than <paramref name="maxBytes"/>, or the body's framing is broken.</returns>
    /// <exception cref="BadHttpRequestException">It came too slowly.</exception>
    public static async Task<Result<byte[]>> ReadAsync(HttpContext http, int maxBytes, CancellationToken cancellationToken)
    {
        // For the server too: after the answer it would otherwise read on, to the end, what nobody will look at.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        if (http.Request.ContentLength > maxBytes)
            return DeskErrors.BodyTooLarge(maxBytes);

        var reader = http.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                // The server does so when it is asked to stop: the rest may never come, and nobody should wait for it.
                if (read.IsCanceled)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return CommonErrors.Unavailable();
                }

                if (read.Buffer.Length > maxBytes)
                {
                    // What was read is given back: a reader that still holds it leaves the server no way to end the call in order.
                    reader.AdvanceTo(read.Buffer.End);
                    return DeskErrors.BodyTooLarge(maxBytes);
                }

                if (read.IsCompleted)
                {
                    var body = read.Buffer.ToArray();
                    reader.AdvanceTo(read.Buffer.End);
                    return body;
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (BadHttpRequestException beyondLimit) when (beyondLimit.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return DeskErrors.BodyTooLarge(maxBytes);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            // Kestrel says it so where a chunk announces more bytes than a number can hold.
            return CommonErrors.MalformedBody().WithCause(broken);
        }
    }
}
