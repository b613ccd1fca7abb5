using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Witnesses;

namespace Platform.Audit.AspNetCore.Witnesses;

/// <summary>Speaks C2SP tlog-witness for a witness.</summary>
internal static class WitnessEndpoint
{
    /// <summary>A checkpoint and 63 hashes are a few thousand bytes; with all the signatures that a note may have, some more.</summary>
    private const int MaxBodyLength = 64 * 1024;

    public static async Task AddCheckpointAsync(HttpContext context)
    {
        if (await ReadAsync(context).ConfigureAwait(false) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        var answer = await context.RequestServices.GetRequiredService<CheckpointWitness>().AnswerAsync(body, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = answer.Result switch
        {
            WitnessResult.Cosigned => StatusCodes.Status200OK,
            WitnessResult.UnknownLog => StatusCodes.Status404NotFound,
            WitnessResult.NotSignedByLog => StatusCodes.Status403Forbidden,
            WitnessResult.Conflict => StatusCodes.Status409Conflict,
            WitnessResult.Inconsistent => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status400BadRequest,
        };
        if (answer.Result == WitnessResult.Cosigned)
            await WriteAsync(context, "text/plain; charset=utf-8", answer.Cosignatures).ConfigureAwait(false);
        else if (answer.Result == WitnessResult.Conflict)
            await WriteAsync(context, "text/x.tlog.size", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{answer.Size}\n"))).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        (context.Response.ContentType, context.Response.ContentLength) = (contentType, body.Length);
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyLength)
            return null;
        var buffer = new byte[MaxBodyLength + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
        return length <= MaxBodyLength ? buffer[..length] : null;
    }
}
