using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Platform.Errors.AspNetCore;

/// <summary>What an exception means in a request: what HTTP itself throws is recognised here, the rest is asked of <see cref="ExceptionMap"/>.</summary>
internal sealed class HttpExceptionMap(ExceptionMap map)
{
    public Error Map(HttpContext context, Exception exception)
    {
        if (exception is OperationCanceledException && Cancellation.IsOfTimeout(context))
            return CommonErrors.Timeout().WithCause(exception);
        if (IsClientGone(context, exception))
            return CommonErrors.Canceled().WithCause(exception);
        return Recognise(context, exception) is { } error ? error.WithCause(exception) : map.Map(exception, context.RequestAborted);
    }

    private static Error? Recognise(HttpContext context, Exception exception) => exception switch
    {
        BadHttpRequestException refused => BindingFailures.ErrorOf(context, refused),
        AntiforgeryValidationException => CommonErrors.AntiforgeryTokenInvalid(),
        InvalidDataException when IsReadingTheBody(context, exception) => CommonErrors.MalformedBody(),
        DecoderFallbackException when exception.StackTrace?.Contains("InputFormatter", StringComparison.Ordinal) == true => CommonErrors.MalformedBody(),
        InvalidOperationException or ArgumentException or NotSupportedException when HasUnknownCharset(context.Request) => CommonErrors.UnsupportedMediaType(),
        _ => RequestReading.ErrorOf(context.Request, exception),
    };

    /// <summary>Reading from a client that has left ends in one of several exceptions, depending on the server.</summary>
    private static bool IsClientGone(HttpContext context, Exception exception) =>
        context.RequestAborted.IsCancellationRequested
        && exception is OperationCanceledException or ConnectionAbortedException or ConnectionResetException or BadHttpRequestException { InnerException: IOException };

    /// <summary>Limits of forms, and compressed bodies that are not what they say they are.</summary>
    private static bool IsReadingTheBody(HttpContext context, Exception exception) =>
        exception.Source?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true
        || (exception.Source == "System.IO.Compression" && context.Request.Headers.ContentEncoding.Count > 0);

    /// <summary>The framework refuses to read JSON in an encoding that it does not know, and says so as if it were a fault of the application.</summary>
    private static bool HasUnknownCharset(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var mediaType) || !mediaType.Charset.HasValue)
            return false;
        try
        {
            _ = Encoding.GetEncoding(mediaType.Charset.Value.Trim('"'));
            return false;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }
}
