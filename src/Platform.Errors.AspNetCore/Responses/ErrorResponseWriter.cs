using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors.AspNetCore;

/// <summary>Answers a request with an error: the one place through which every failure leaves the application. Inject it where code writes responses itself.</summary>
/// <remarks>Safe on many threads.</remarks>
public sealed class ErrorResponseWriter
{
    /// <summary>Stands for the codes of strangers in metrics: they are endless, and a tag must not be.</summary>
    private const string Foreign = "_OTHER";

    private readonly ProblemWriter _problems;
    private readonly ErrorReporter _reporter;
    private readonly ErrorLanguages _languages;
    private readonly IReadOnlyList<ErrorFormatRule> _formats;
    private readonly bool _includeCause;

    /// <summary>Writes with these.</summary>
    /// <param name="problems">Writes the body.</param>
    /// <param name="reporter">Is told about each error once.</param>
    /// <param name="languages">Chooses the language.</param>
    /// <param name="options">The formats.</param>
    /// <param name="errors">Say whether a developer is shown the cause.</param>
    /// <param name="environment">Where the cause may be shown at all: in Development.</param>
    internal ErrorResponseWriter(
        ProblemWriter problems,
        ErrorReporter reporter,
        ErrorLanguages languages,
        IOptions<PlatformErrorsAspNetCoreOptions> options,
        IOptions<PlatformErrorsOptions> errors,
        IHostEnvironment environment)
    {
        (_problems, _reporter, _languages, _formats) = (problems, reporter, languages, options.Value.Formats());
        _includeCause = errors.Value.IncludeExceptionDetails && environment.IsDevelopment();
    }

    /// <summary>
    /// Reports the error once and writes the response: problem details, or the format of that part of the site. To HEAD only the head is sent. If the response has started,
    /// the connection (HTTP/1.1) or stream (HTTP/2, HTTP/3) is aborted, so that the client sees that what it has is not all. To a client that has gone nothing is written.
    /// </summary>
    /// <param name="httpContext">The request.</param>
    /// <param name="error">What went wrong.</param>
    /// <returns>A task that completes when the response is written.</returns>
    [HotPath]
    public ValueTask WriteAsync(HttpContext httpContext, in Error error)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        Report(httpContext, in error);
        var response = httpContext.Response;
        if (error.Kind == ErrorKind.Canceled && httpContext.RequestAborted.IsCancellationRequested)
        {
            if (!response.HasStarted)
                response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return default;
        }
        if (response.HasStarted)
        {
            httpContext.Abort();
            return default;
        }
        Prepare(response, in error);
        return FormatOf(httpContext) is { } format ? WriteFormatAsync(httpContext, error, format) : WriteProblem(httpContext, in error, instance: null, more: null);
    }

    /// <summary>The same, with what a problem of the framework says beside the error.</summary>
    internal ValueTask WriteAsync(HttpContext httpContext, in Error error, string? instance, ExtensionMembers? more)
    {
        var response = httpContext.Response;
        if (response.HasStarted || FormatOf(httpContext) is not null)
            return WriteAsync(httpContext, in error);
        Report(httpContext, in error);
        Prepare(response, in error);
        return WriteProblem(httpContext, in error, instance, more);
    }

    /// <summary>Tells operators about an error, and marks the request, so that nobody further out takes the answer for one that has not been reported.</summary>
    internal void Report(HttpContext httpContext, in Error error)
    {
        httpContext.Features.Set(ReportedFailure.Mark);
        _reporter.Report(in error);
        httpContext.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new KeyValuePair<string, object?>("error.type", error.Descriptor.Domain == ProblemReader.ForeignDomain ? Foreign : error.Code));
    }

    /// <summary>Writes an error as a JSON object for somebody who has begun the response.</summary>
    internal void WriteObject(System.Buffers.IBufferWriter<byte> output, HttpContext httpContext, in Error error) =>
        _problems.Write(output, in error, ContextOf(httpContext, _languages.Of(httpContext.Request), instance: null));

    private static void Prepare(HttpResponse response, in Error error)
    {
        response.StatusCode = error.Descriptor.Status;
        var headers = response.Headers;
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        if (error.RetryAfter is { } delay)
            headers.RetryAfter = long.Max(0, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private IErrorFormat? FormatOf(HttpContext httpContext)
    {
        if (httpContext.GetEndpoint()?.Metadata.GetMetadata<ErrorFormatMetadata>() is { } chosen)
            return chosen.Format;
        for (var index = 0; index < _formats.Count; index++)
        {
            if (_formats[index].Fits(httpContext))
                return _formats[index].Format;
        }
        return null;
    }

    private ValueTask WriteProblem(HttpContext httpContext, in Error error, string? instance, ExtensionMembers? more)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var culture = _languages.Of(request);
        _languages.Announce(response.Headers, culture);
        response.ContentType = ProblemWriter.MediaType;

        var body = BodyBuffer.Rent();
        _problems.Write(body, in error, ContextOf(httpContext, culture, instance));
        more?.WriteInto(body);
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(request.Method))
        {
            body.Return();
            return default;
        }
        // Whole in one call: the server can put it behind the head in one piece, without a buffer of its own for what comes before the head is sent.
        var writing = response.BodyWriter.WriteAsync(body.Written, CancellationToken.None);
        if (!writing.IsCompletedSuccessfully)
            return Awaited(writing, body);
        _ = writing.GetAwaiter().GetResult();
        body.Return();
        return default;

        static async ValueTask Awaited(ValueTask<System.IO.Pipelines.FlushResult> writing, BodyBuffer body)
        {
            // Where it fails the buffer is left to the collector: whoever was writing may still hold it.
            await writing.ConfigureAwait(false);
            body.Return();
        }
    }

    private ProblemContext ContextOf(HttpContext httpContext, CultureInfo? culture, string? instance) =>
        new() { Culture = culture, TraceId = TraceIdOf(httpContext), Instance = instance, IncludeCause = _includeCause };

    /// <summary>What logs and traces are searched by: the W3C trace id, or what the server calls the request where there is none.</summary>
    private static string TraceIdOf(HttpContext httpContext) => Activity.Current switch
    {
        { IdFormat: ActivityIdFormat.W3C } activity => activity.TraceId.ToHexString(),
        { Id: { } id } => id,
        _ => httpContext.TraceIdentifier,
    };

    [SuppressMessage("Design", "CA1031", Justification = "A format that fails must not cost the caller the answer.")]
    private async ValueTask WriteFormatAsync(HttpContext httpContext, Error error, IErrorFormat format)
    {
        httpContext.Features.Set<IErrorFeature>(new ErrorFeature(error));
        try
        {
            await format.WriteAsync(httpContext, error).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            _reporter.Report(CommonErrors.Internal().WithCause(fault));
            if (httpContext.Response.HasStarted)
            {
                httpContext.Abort();
                return;
            }
            httpContext.Response.Clear();
            Prepare(httpContext.Response, in error);
            await WriteProblem(httpContext, in error, instance: null, more: null).ConfigureAwait(false);
        }
    }
}
