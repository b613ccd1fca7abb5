using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>Values line by line, and a last line for what went wrong.</summary>
internal sealed class LinesHttpResult<T>(IAsyncEnumerable<Result<T>> values, JsonTypeInfo<T>? typeInfo) : IResult, IContentTypeHttpResult
{
    /// <summary>What is collected before it is sent, while the source is faster than the client.</summary>
    private const int FlushAt = 16 * 1024;

    /// <summary>
    /// The member by which a client tells the last line of a stream that failed. Names with a dollar sign are those of formats and not of data
    /// (<c>$type</c>, <c>$ref</c>), and a value that has this one all the same is not sent, so that no data can end a stream.
    /// </summary>
    private static ReadOnlySpan<byte> Problem => "\"$problem\":"u8;

    public string? ContentType => "application/x-ndjson";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var type = typeInfo ?? (JsonTypeInfo<T>)services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.GetTypeInfo(typeof(T));
        var source = values.GetAsyncEnumerator(httpContext.RequestAborted);
        await using (source.ConfigureAwait(false))
        {
            // Until the first value is there nothing is promised: what is thrown here is answered as for any endpoint.
            var any = await source.MoveNextAsync().ConfigureAwait(false);
            if (any && source.Current.TryGetError(out var first))
            {
                await EndpointErrors.WriteAsync(httpContext, in first).ConfigureAwait(false);
                return;
            }
            httpContext.Response.StatusCode = StatusCodes.Status200OK;
            httpContext.Response.ContentType = ContentType;
            if (await SendAsync(httpContext, source, any, type).ConfigureAwait(false) is { } error)
            {
                var told = Cancellation.IsOfDeadline(httpContext, error) ? Cancellation.AsTimeout(error) : error;
                await EndAsync(httpContext, services, told).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends until the end, and gives the error that was it. A client that has left is not told.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the stream early is told in its last line.")]
    private static async Task<Error?> SendAsync(HttpContext httpContext, IAsyncEnumerator<Result<T>> source, bool any, JsonTypeInfo<T> type)
    {
        var output = httpContext.Response.BodyWriter;
        var line = new ArrayBufferWriter<byte>();
        var json = new Utf8JsonWriter(line);
        await using (json.ConfigureAwait(false))
        {
            try
            {
                for (; any; any = await NextAsync(source, output).ConfigureAwait(false))
                {
                    if (!source.Current.TryGet(out var value, out var error))
                        return error;
                    // A value that cannot be written must not leave half a line.
                    line.ResetWrittenCount();
                    json.Reset();
                    JsonSerializer.Serialize(json, value, type);
                    json.Flush();
                    if (IsTakenForTheEnd(line.WrittenSpan))
                        throw new InvalidOperationException("A value has a member $problem, which clients would take for the end of a stream that failed.");
                    output.Write(line.WrittenSpan);
                    output.Write("\n"u8);
                }
                await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                return null;
            }
            catch (Exception exception)
            {
                return httpContext.RequestServices.GetRequiredService<HttpExceptionMap>().Map(httpContext, exception);
            }
        }
    }

    /// <summary>Whether the line is an object that has the member. In a text the quotes are escaped, so that looking for them finds names alone.</summary>
    private static bool IsTakenForTheEnd(ReadOnlySpan<byte> line)
    {
        if (line is not [(byte)'{', ..] || line.IndexOf(Problem) < 0)
            return false;
        // It may as well be the member of something inside.
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("$problem"u8))
                return true;
            reader.Skip();
        }
        return false;
    }

    /// <summary>Goes on to the next value; sends what there is if that takes a while or there is enough.</summary>
    private static ValueTask<bool> NextAsync(IAsyncEnumerator<Result<T>> source, PipeWriter output)
    {
        var moving = source.MoveNextAsync();
        return moving.IsCompleted && output.UnflushedBytes < FlushAt ? moving : FlushedAsync(moving.AsTask(), output);

        static async ValueTask<bool> FlushedAsync(Task<bool> moving, PipeWriter output)
        {
            try
            {
                await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                // The source must have come to rest before anybody may dispose of it.
                await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            return await moving.ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(HttpContext httpContext, IServiceProvider services, Error error)
    {
        var writer = services.GetRequiredService<ErrorResponseWriter>();
        writer.ReportAndMark(httpContext, in error);
        if (Cancellation.IsOfClient(httpContext))
            return;
        var output = httpContext.Response.BodyWriter;
        output.Write("{"u8);
        output.Write(Problem);
        writer.WriteObject(output, httpContext, in error);
        output.Write("}\n"u8);
        await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
