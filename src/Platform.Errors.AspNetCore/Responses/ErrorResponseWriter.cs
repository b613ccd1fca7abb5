using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Answers a request with an error: the one place through which every failure leaves the application. Inject it where code writes responses itself.
/// </summary>
/// <remarks>Safe on many threads.</remarks>
public sealed class ErrorResponseWriter
{
    /// <summary>The tag by which OpenTelemetry tells failed requests apart.</summary>
    private const string ErrorType = "error.type";

    private readonly ProblemWriter _problems;
    private readonly ErrorReporter _reporter;
    private readonly ErrorLanguages _languages;
    private readonly AcceptedMediaTypes _accepted;
    private readonly HttpExceptionMap _exceptions;
    private readonly IReadOnlyList<ErrorFormatRule> _formats;
    private readonly bool _includeCause;
    private readonly bool _isDevelopment;

    /// <summary>Writes with these.</summary>
    /// <param name="problems">Writes the body.</param>
    /// <param name="reporter">Is told about each error once.</param>
    /// <param name="languages">Chooses the language.</param>
    /// <param name="accepted">Knows what a request could have been instead.</param>
    /// <param name="exceptions">Says what an exception means in a request.</param>
    /// <param name="options">The formats.</param>
    /// <param name="errors">Say whether a developer is shown the cause.</param>
    /// <param name="environment">Where the cause may be shown at all: in Development.</param>
    internal ErrorResponseWriter(
        ProblemWriter problems,
        ErrorReporter reporter,
        ErrorLanguages languages,
        AcceptedMediaTypes accepted,
        HttpExceptionMap exceptions,
        IOptions<PlatformErrorsAspNetCoreOptions> options,
        IOptions<PlatformErrorsOptions> errors,
        IHostEnvironment environment)
    {
        (_problems, _reporter, _languages, _accepted, _exceptions, _formats) = (problems, reporter, languages, accepted, exceptions, options.Value.Formats());
        _isDevelopment = environment.IsDevelopment();
        _includeCause = errors.Value.IncludeExceptionDetails && _isDevelopment;
    }

    /// <summary>
    /// Reports the error once and writes the response: problem details, or the format of that part of the site. To HEAD only the head is sent. If the
    /// response has started, the connection (HTTP/1.1) or stream (HTTP/2, HTTP/3) is aborted, so that the client sees that what it has is not all. To a
    /// client that has gone nothing is written. <c>CANCELED</c> is the error of such a client; for one who still waits it becomes <c>TIMEOUT</c>.
    /// </summary>
    /// <param name="httpContext">The request.</param>
    /// <param name="error">What went wrong.</param>
    /// <returns>A task that completes when the response is written.</returns>
    /// <exception cref="InvalidOperationException">
    /// Over HTTP/1.1, parts of a body were written to <see cref="HttpResponse.BodyWriter"/> and not sent: they can neither be taken back nor be followed by
    /// another body. Let it go: the error is reported, and the server answers with 500.
    /// </exception>
    [HotPath]
    public ValueTask WriteAsync(HttpContext httpContext, in Error error)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (Cancellation.IsOfDeadline(httpContext, in error))
            return WriteAsync(httpContext, Cancellation.AsTimeout(in error));
        if (error.Descriptor.Status == StatusCodes.Status415UnsupportedMediaType && _accepted.TryComplete(httpContext, in error, out var complete))
            return WriteAsync(httpContext, in complete);
        var response = httpContext.Response;
        if (response.HasStarted)
        {
            End(httpContext, in error);
            return default;
        }
        var endpoint = httpContext.GetEndpoint();
        Report(httpContext, in error, endpoint);
        if (IsOfNobody(httpContext, in error))
        {
            response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            ReportedFailure.Answered.Set(httpContext);
            return default;
        }
        if (ResponseParts.HasUnsentBody(response))
            return EndBegun(httpContext, in error);
        Prepare(httpContext, in error);
        if (FormatOf(httpContext, endpoint) is { } format)
            return WriteFormatAsync(httpContext, error, format);
        var culture = Announce(httpContext, in error);
        return SendAsync(httpContext, Compose(httpContext, in error, culture, instance: null));
    }

    /// <summary>
    /// Answers a request with what an exception means, as <c>UsePlatformErrors()</c> does: for whoever catches one himself. What the failed attempt said in the
    /// head of its body, of its lifetime, of cookies and of where to go is taken back.
    /// </summary>
    /// <param name="httpContext">The request.</param>
    /// <param name="exception">What was thrown.</param>
    /// <returns>A task that completes when the response is written.</returns>
    /// <exception cref="InvalidOperationException">
    /// As for the other overload; also where <paramref name="exception"/> is one that it has thrown, which was reported then and belongs to the server.
    /// </exception>
    public ValueTask WriteAsync(HttpContext httpContext, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is UnsentAnswerException)
            return ValueTask.FromException(exception);
        if (!httpContext.Response.HasStarted)
            ResponseParts.Clear(httpContext.Response);
        return WriteAsync(httpContext, _exceptions.Map(httpContext, exception));
    }

    /// <summary>
    /// Answers with an error and members of one's own beside those of the error (RFC 9457, section 3.2), such as those that a registered problem type defines. A format of a part of the site, which has no such
    /// place, leaves them out.
    /// </summary>
    /// <param name="httpContext">The request.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="writeMembers">Writes the members, each a name and its value. One that has the name of a member of the error, or is written twice, is left out.</param>
    /// <returns>A task that completes when the response is written.</returns>
    /// <exception cref="InvalidOperationException">As for the other overloads; also where <paramref name="writeMembers"/> writes half a member.</exception>
    public ValueTask WriteAsync(HttpContext httpContext, in Error error, Action<Utf8JsonWriter> writeMembers)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        ArgumentNullException.ThrowIfNull(writeMembers);
        return WriteAsync(httpContext, in error, new ProblemSupplement(Instance: null, new WrittenMembers(writeMembers), HasOwnTexts: false));
    }

    /// <summary>The language in which this request would be answered, for whoever makes a part of the text himself.</summary>
    /// <param name="httpContext">The request.</param>
    /// <returns>
    /// What <c>Accept-Language</c> chooses among <see cref="PlatformErrorsOptions.Cultures"/>; <see langword="null"/> or the invariant culture for the neutral language.
    /// </returns>
    public CultureInfo? CultureOf(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return _languages.Of(httpContext.Request);
    }

    /// <summary>The same, with what stands beside the error.</summary>
    internal ValueTask WriteAsync(HttpContext httpContext, in Error error, in ProblemSupplement supplement)
    {
        var response = httpContext.Response;
        if (response.HasStarted || FormatOf(httpContext, httpContext.GetEndpoint()) is not null || ResponseParts.HasUnsentBody(response))
            return WriteAsync(httpContext, in error);
        // First of all, because members of strangers may turn out to be none that can be written: then this is another failure.
        var culture = _languages.Of(httpContext.Request);
        var body = Compose(httpContext, in error, culture, supplement.Instance);
        supplement.Members?.WriteInto(body);
        Report(httpContext, in error);
        Prepare(httpContext, in error);
        if (!supplement.HasOwnTexts)
            _languages.Announce(response.Headers, in error, culture);
        else
            _languages.AnnounceChoice(response.Headers);
        return SendAsync(httpContext, body);
    }

    /// <summary>
    /// The last line. Whatever stands in the way of an answer, a feature of the request that throws, a listener, a bug of ours, is one more failure to report, and
    /// the caller is told that this side has failed: in the one shape, in the neutral language, with nothing that anybody else could have a say in.
    /// </summary>
    /// <param name="httpContext">The request.</param>
    /// <param name="failed">What was to be answered; <see langword="null"/> for a status.</param>
    /// <param name="fault">What stood in the way.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Nobody is left who could answer instead.")]
    internal async Task WriteLastAsync(HttpContext httpContext, Exception? failed, Exception fault)
    {
        var error = CommonErrors.Internal().WithCause(failed is null ? fault : new AggregateException("A failure could not be answered.", failed, fault));
        try
        {
            _reporter.Report(in error, RequestOrigin.Of(httpContext.Request, httpContext.GetEndpoint()));
        }
        catch (Exception)
        {
            // A listener of metrics, perhaps the same one. Everything else has had its say.
        }
        var response = httpContext.Response;
        if (response.HasStarted)
        {
            if (ReportedFailure.Of(httpContext) != ReportedFailure.Answered)
                httpContext.Abort();
            return;
        }
        if (ResponseParts.HasUnsentBody(response))
        {
            await EndBegun(httpContext, in error).ConfigureAwait(false);
            return;
        }
        try
        {
            ResponseParts.Clear(response);
        }
        catch (Exception)
        {
            // A stream in place of the body that does not say what it is, and may be what stood in the way.
            response.Headers.Clear();
        }
        response.Headers.CacheControl = "no-store";
        response.StatusCode = error.Descriptor.Status;
        await SendAsync(httpContext, Compose(httpContext, CommonErrors.Internal(), culture: null, instance: null)).ConfigureAwait(false);
    }

    /// <summary>
    /// Tells operators about an error, and marks the request, so that nobody further out takes the answer for one that has not been reported.
    /// </summary>
    internal void ReportAndMark(HttpContext httpContext, in Error error)
    {
        ReportedFailure.Mark.Set(httpContext);
        Report(httpContext, in error);
    }

    /// <summary>Writes an error as a JSON object for somebody who has begun the response.</summary>
    internal void WriteObject(System.Buffers.IBufferWriter<byte> output, HttpContext httpContext, in Error error) =>
        _problems.Write(output, in error, ContextOf(httpContext, _languages.Of(httpContext.Request), instance: null));

    private void Report(HttpContext httpContext, in Error error) => Report(httpContext, in error, httpContext.GetEndpoint());

    private void Report(HttpContext httpContext, in Error error, Endpoint? endpoint)
    {
        _reporter.Report(in error, _reporter.IsLogged(in error) ? RequestOrigin.Of(httpContext.Request, endpoint) : null);
        // A server that refuses what a caller did wrong has not failed (OpenTelemetry, HTTP semantic conventions: error.type and status). The failure that the
        // caller was told of stays the one that is measured; another that follows it is in the log.
        if (error.Descriptor.Status >= StatusCodes.Status500InternalServerError
            && httpContext.Features.Get<IHttpMetricsTagsFeature>()?.Tags is { } tags
            && (tags.Count == 0 || tags.All(static tag => tag.Key != ErrorType)))
            tags.Add(new KeyValuePair<string, object?>(ErrorType, error.Descriptor.ErrorType));
    }

    /// <summary>Ends a response that has started. One that was the whole answer to a failure is left as it is, whatever fails after it.</summary>
    private void End(HttpContext httpContext, in Error error)
    {
        var isWhole = ReportedFailure.Of(httpContext) == ReportedFailure.Answered;
        Report(httpContext, in error);
        if (!isWhole)
            ReportedFailure.Mark.Set(httpContext);
        if (!isWhole && !IsOfNobody(httpContext, in error))
            httpContext.Abort();
    }

    /// <summary>
    /// Ends a response whose first bytes wait to be sent. Over HTTP/1.1 the server drops them when the request is left to it. Over HTTP/2 and HTTP/3 it would
    /// send them as the body of its 500, so there the stream is reset, which no client takes for a request that may be sent again.
    /// </summary>
    private ValueTask EndBegun(HttpContext httpContext, in Error error)
    {
        ReportedFailure.Answered.Set(httpContext);
        // In Development a page of the framework's would stand between here and the server, and be written behind those bytes.
        if (!_isDevelopment && (HttpProtocol.IsHttp11(httpContext.Request.Protocol) || HttpProtocol.IsHttp10(httpContext.Request.Protocol)))
        {
            return ValueTask.FromException(new UnsentAnswerException(
                $"A body was begun and not sent when the request failed with {error.Code}, which is reported: it is answered with 500 and no body."));
        }
        httpContext.Abort();
        return default;
    }

    private static bool IsOfNobody(HttpContext httpContext, in Error error) =>
        error.Kind == ErrorKind.Canceled && (Cancellation.IsOfClient(httpContext) || Cancellation.IsOfConnection(httpContext, error.Cause));

    private void Prepare(HttpContext httpContext, in Error error)
    {
        var response = httpContext.Response;
        response.StatusCode = error.Descriptor.Status;
        var headers = response.Headers;
        ResponseParts.ClearRepresentation(headers, error.Descriptor.Status);
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        if (error.RetryAfter is { } delay)
            headers.RetryAfter = long.Max(0, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (error.Descriptor.Status == StatusCodes.Status415UnsupportedMediaType)
            _accepted.Announce(httpContext, in error);
    }

    private IErrorFormat? FormatOf(HttpContext httpContext, Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<ErrorFormatMetadata>() is { } chosen)
            return chosen.Format;
        for (var index = 0; index < _formats.Count; index++)
        {
            if (Fits(_formats[index], httpContext))
                return _formats[index].Format;
        }
        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A predicate that fails must not cost the caller the answer.")]
    private bool Fits(ErrorFormatRule rule, HttpContext httpContext)
    {
        try
        {
            return rule.Fits(httpContext);
        }
        catch (Exception fault)
        {
            _reporter.Report(CommonErrors.Internal().WithCause(fault));
            return false;
        }
    }

    private CultureInfo? Announce(HttpContext httpContext, in Error error)
    {
        var culture = _languages.Of(httpContext.Request);
        _languages.Announce(httpContext.Response.Headers, in error, culture);
        return culture;
    }

    private BodyBuffer Compose(HttpContext httpContext, in Error error, CultureInfo? culture, string? instance)
    {
        var body = BodyBuffer.Rent();
        _problems.Write(body, in error, ContextOf(httpContext, culture, instance));
        return body;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a server throws for a response that it has given up is its own affair.")]
    private static ValueTask SendAsync(HttpContext httpContext, BodyBuffer body)
    {
        var response = httpContext.Response;
        response.ContentType = ProblemWriter.MediaType;
        response.ContentLength = body.Length;
        var isHead = HttpMethods.IsHead(httpContext.Request.Method);
        var writer = response.BodyWriter;
        // After all that asks the request for something: a feature that is set makes the context look up each of its features again. And before anything is sent,
        // because then it may be looked at.
        ReportedFailure.Answered.Set(httpContext);
        if (isHead)
        {
            body.Return();
            return default;
        }
        try
        {
            // Whole in one call: the server can put it behind the head in one piece, without a buffer of its own for what comes before the head is sent.
            var writing = writer.WriteAsync(body.Written, CancellationToken.None);
            if (!writing.IsCompletedSuccessfully)
                return Awaited(httpContext, writing, body);
            _ = writing.GetAwaiter().GetResult();
        }
        catch (Exception fault)
        {
            return Unsent(httpContext, fault);
        }
        body.Return();
        return default;

        static async ValueTask Awaited(HttpContext httpContext, ValueTask<System.IO.Pipelines.FlushResult> writing, BodyBuffer body)
        {
            try
            {
                await writing.ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // The buffer is left to the collector: whoever was writing may still hold it.
                await Unsent(httpContext, fault).ConfigureAwait(false);
                return;
            }
            body.Return();
        }
    }

    /// <summary>The answer did not go out. To write it again would fail again, and be one more record of the same failure.</summary>
    private static ValueTask Unsent(HttpContext httpContext, Exception fault)
    {
        if (httpContext.Response.HasStarted)
            httpContext.Abort();
        else
            httpContext.Response.ContentLength = null;
        // A callback of OnStarting threw: the server has logged that, gives the response up, and answers with 500 and no body. Or the client has gone.
        return fault is ObjectDisposedException or OperationCanceledException or IOException
            ? default
            : ValueTask.FromException(new UnsentAnswerException("The answer to a request that failed could not be sent.", fault));
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
        ReportedFailure.Answered.Set(httpContext);
        httpContext.Features.Set<IErrorFeature>(new ErrorFeature(error));
        try
        {
            await format.WriteAsync(httpContext, error).ConfigureAwait(false);
        }
        catch (Exception fault) when (Cancellation.IsOfClient(httpContext, fault))
        {
            // What became of the request is reported, and nobody waits for the answer.
            httpContext.Abort();
        }
        catch (Exception fault)
        {
            _reporter.Report(CommonErrors.Internal().WithCause(fault));
            if (httpContext.Response.HasStarted)
            {
                httpContext.Abort();
                return;
            }
            if (ResponseParts.HasUnsentBody(httpContext.Response))
            {
                await EndBegun(httpContext, in error).ConfigureAwait(false);
                return;
            }
            ResponseParts.Clear(httpContext.Response);
            Prepare(httpContext, in error);
            var culture = Announce(httpContext, in error);
            await SendAsync(httpContext, Compose(httpContext, in error, culture, instance: null)).ConfigureAwait(false);
        }
    }
}
