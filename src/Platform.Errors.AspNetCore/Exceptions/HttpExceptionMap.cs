using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>What an exception means in a request: what HTTP itself throws is recognised here, the rest is asked of <see cref="ExceptionMap"/>.</summary>
internal sealed class HttpExceptionMap(ExceptionMap map, IOptions<PlatformErrorsOptions> options)
{
    // The types that only HTTP throws. A mapping of one of them can mean nothing else, and counts; a mapping of a type that anybody may throw is about what the
    // application throws, and does not change what it means that the framework could not read the request.
    private readonly bool _refusalsAreMapped = options.Value.IsMapped<BadHttpRequestException>();
    private readonly bool _antiforgeryIsMapped = options.Value.IsMapped<AntiforgeryValidationException>();

    /// <summary>
    /// Tells <see cref="ExceptionMap"/> what the exceptions of HTTP itself mean, so that code that asks it hears the same as from the middleware, but for what
    /// only the request knows. What the application has mapped stays.
    /// </summary>
    public static void AddTo(PlatformErrorsOptions options) => options
        .MapByDefault<BadHttpRequestException>(static refused => BindingFailures.ErrorOf(context: null, refused))
        .MapByDefault<AntiforgeryValidationException>(static _ => CommonErrors.AntiforgeryTokenInvalid());

    /// <summary>
    /// What an exception means. It never throws: an exception is asked for its sentence and its stack here, and a type of the application's own may fail at that.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "An exception that cannot be understood must not replace the failure that it stands for.")]
    public Error Map(HttpContext context, Exception exception)
    {
        try
        {
            return Judge(context, exception);
        }
        catch (Exception fault)
        {
            return CommonErrors.Internal().WithCause(new AggregateException("What an exception means could not be found out.", exception, fault));
        }
    }

    private Error Judge(HttpContext context, Exception exception)
    {
        if (exception is OperationCanceledException && Cancellation.IsOfTimeout(context))
            return CommonErrors.Timeout().WithCause(exception);
        if (IsClientGone(context, exception))
            return CommonErrors.Canceled().WithCause(exception);
        return Recognise(context, exception) is { } error ? error.WithCause(exception) : map.Map(exception, context.RequestAborted);
    }

    private Error? Recognise(HttpContext context, Exception exception) => exception switch
    {
        BadHttpRequestException refused => _refusalsAreMapped ? null : BindingFailures.ErrorOf(context, refused),
        AntiforgeryValidationException => _antiforgeryIsMapped ? null : CommonErrors.AntiforgeryTokenInvalid(),
        InvalidDataException when IsReadingTheBody(context, exception) => BodyLimits.ErrorOf(exception.Message) ?? CommonErrors.MalformedBody(),
        DecoderFallbackException when exception.StackTrace?.Contains("InputFormatter", StringComparison.Ordinal) == true => CommonErrors.MalformedBody(),
        _ => RequestReading.ErrorOf(context.Request, exception),
    };

    /// <summary>Reading from a client that has left ends in one of several exceptions, depending on the server.</summary>
    private static bool IsClientGone(HttpContext context, Exception exception) =>
        Cancellation.IsOfConnection(context, exception)
        || (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or BadHttpRequestException { InnerException: IOException });

    /// <summary>Limits of forms, and compressed bodies that are not what they say they are.</summary>
    private static bool IsReadingTheBody(HttpContext context, Exception exception) =>
        exception.Source?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true
        || (exception.Source == "System.IO.Compression" && context.Request.Headers.ContentEncoding.Count > 0);
}
