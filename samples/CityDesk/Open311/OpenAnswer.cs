using System.Buffers;
using System.IO.Pipelines;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Formats;
using Platform.RateLimiting.AspNetCore;

namespace CityDesk.Open311;

/// <summary>The one place where answers of Open311 are written, errors among them.</summary>
internal static class OpenAnswer
{
    // Large enough that a thousand requests take some twenty writes to the socket, small enough that the server keeps little of it twice.
    private const int Piece = 32 * 1024;

    public static IResult Ok<TDocument>(GeoReportFormat format, TDocument document)
        where TDocument : struct, IGeoReportDocument =>
        new DocumentResult<TDocument>(format, StatusCodes.Status200OK, document);

    /// <summary>The standard's error answer; the HTTP status need not be the code of any error.</summary>
    public static IResult Errors(GeoReportFormat format, int status, IReadOnlyList<OpenError> errors) =>
        new DocumentResult<ErrorsDocument>(format, status, new ErrorsDocument(errors));

    /// <summary>
    /// A list of requests, read whole before the first of it is sent. The database's connection is free then, however slowly the client reads, and a list that breaks is an error and
    /// nothing else.
    /// </summary>
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
            httpContext.ReleasePlatformAdaptiveLease();
            await output.FlushAsync(httpContext.RequestAborted);
        }
    }

    private sealed class RequestsResult(GeoReportFormat format, IAsyncEnumerable<RequestRow> rows) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            format == GeoReportFormat.Json ? SendAsync<GeoReportJson>(httpContext) : SendAsync<GeoReportXml>(httpContext);

        private async Task SendAsync<TWriter>(HttpContext http)
            where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
        {
            using var answer = new PooledBuffer(Piece);
            await ReadAsync<TWriter>(answer, http.RequestAborted);
            using var share = http.RequestServices.GetRequiredService<AnswersUnderWay>().Begin(answer.Count);
            var output = Begin(http, format, StatusCodes.Status200OK);
            if (share.IsAdmitted)
                http.ReleasePlatformAdaptiveLease();
            for (var rest = answer.Written; rest.Length > 0; rest = rest[Math.Min(Piece, rest.Length)..])
                await output.WriteAsync(rest[..Math.Min(Piece, rest.Length)], http.RequestAborted);
        }

        private async Task ReadAsync<TWriter>(PooledBuffer answer, CancellationToken cancellationToken)
            where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
        {
            await using var reader = rows.GetAsyncEnumerator(cancellationToken);
            RequestListDocument.Begin<TWriter>(answer);
            for (var first = true; await reader.MoveNextAsync(); first = false)
                RequestListDocument.Add<TWriter>(answer, reader.Current, first);
            RequestListDocument.End<TWriter>(answer);
        }
    }
}
