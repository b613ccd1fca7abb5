using System.Buffers;
using System.IO.Pipelines;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Formats;
using Platform.RateLimiting.AspNetCore;

namespace CityDesk.Open311;

/// <summary>The one place where answers of Open311 are written, errors among them.</summary>
internal static class OpenAnswer
{
    // Large enough that a thousand requests take some twenty writes to the socket, small enough to hold little memory.
    private const int FlushAbove = 32 * 1024;

    public static IResult Ok<TDocument>(GeoReportFormat format, TDocument document)
        where TDocument : struct, IGeoReportDocument =>
        new DocumentResult<TDocument>(format, StatusCodes.Status200OK, document);

    /// <summary>The standard's error answer; the HTTP status need not be the code of any error.</summary>
    public static IResult Errors(GeoReportFormat format, int status, IReadOnlyList<OpenError> errors) =>
        new DocumentResult<ErrorsDocument>(format, status, new ErrorsDocument(errors));

    /// <summary>A list of requests, written while it is read: no part of it is held longer than until the next flush.</summary>
    public static IResult Requests(GeoReportFormat format, IAsyncEnumerable<RequestRow> rows) => new RequestsResult(format, rows);

    /// <summary>Writes a whole document in either format.</summary>
    public static void Write<TDocument>(GeoReportFormat format, IBufferWriter<byte> output, TDocument document)
        where TDocument : struct, IGeoReportDocument
    {
        if (format == GeoReportFormat.Json)
            Write<GeoReportJson, TDocument>(output, document);
        else
            Write<GeoReportXml, TDocument>(output, document);
    }

    private static void Write<TWriter, TDocument>(IBufferWriter<byte> output, TDocument document)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
        where TDocument : struct, IGeoReportDocument
    {
        var writer = TWriter.Over(output);
        document.WriteTo(ref writer);
        writer.Flush();
    }

    private static PipeWriter Begin(HttpContext http, GeoReportFormat format, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = format.ContentType();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Response.BodyWriter;
    }

    private sealed class DocumentResult<TDocument>(GeoReportFormat format, int status, TDocument document) : IResult
        where TDocument : struct, IGeoReportDocument
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var output = Begin(httpContext, format, status);
            Write(format, output, document);
            httpContext.GiveBackPlatformAdaptivePlace();
            await output.FlushAsync(httpContext.RequestAborted);
        }
    }

    private sealed class RequestsResult(GeoReportFormat format, IAsyncEnumerable<RequestRow> rows) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            format == GeoReportFormat.Json ? StreamAsync<GeoReportJson>(httpContext) : StreamAsync<GeoReportXml>(httpContext);

        private async Task StreamAsync<TWriter>(HttpContext http)
            where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
        {
            await using var reader = rows.GetAsyncEnumerator(http.RequestAborted);
            using var piece = new PooledBuffer(FlushAbove * 2);
            PipeWriter? output = null;

            RequestListDocument.Begin<TWriter>(piece);
            for (var first = true; await reader.MoveNextAsync(); first = false)
            {
                RequestListDocument.Add<TWriter>(piece, reader.Current, first);
                if (piece.Count < FlushAbove)
                    continue;
                // From here on a failure cuts the connection, so that no client takes half a list for the whole.
                output ??= Begin(http, format, StatusCodes.Status200OK);
                await SendAsync(http, output, piece);
                piece.Clear();
            }

            RequestListDocument.End<TWriter>(piece);
            output ??= Begin(http, format, StatusCodes.Status200OK);
            await SendAsync(http, output, piece);
        }

        private static ValueTask<FlushResult> SendAsync(HttpContext http, PipeWriter output, PooledBuffer piece)
        {
            var sending = output.WriteAsync(piece.Written, http.RequestAborted);
            // The client reads more slowly than this is made, so it is work no longer to make the rest.
            if (!sending.IsCompleted)
                http.GiveBackPlatformAdaptivePlace();
            return sending;
        }
    }
}
