using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Platform.Errors.AspNetCore;

/// <summary>Who ended a request that was cancelled: the caller by leaving, or this side by a deadline. Code inside it sees one token for both.</summary>
internal static class Cancellation
{
    /// <summary>What Kestrel says of a body that ends before it is whole; it has closed the connection then, and sends no answer.</summary>
    private const string EndOfBody = "Unexpected end of request content.";

    /// <summary>What the servers of ASP.NET Core are called, as assemblies and as namespaces.</summary>
    private const string Servers = "Microsoft.AspNetCore.Server.";

    /// <summary>Whether the request timeout has passed. It cancels the same token as a client that leaves; only its own tells them apart.</summary>
    public static bool IsOfTimeout(HttpContext context) =>
        context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };

    /// <summary>Whether there is nobody left to answer.</summary>
    public static bool IsOfClient(HttpContext context) => context.RequestAborted.IsCancellationRequested && !IsOfTimeout(context);

    /// <summary>
    /// Whether the connection of this request has ended, from either side: who reads from it may hear of that before the request's own token does, as when
    /// the server stops and has waited long enough. The server wraps it where what it read for was a body. Clients that are built on the same transports throw the
    /// same of connections that this side has opened to others; then somebody still waits here, so the server must have had a part in it.
    /// </summary>
    public static bool IsOfConnection(HttpContext context, Exception? exception) => exception switch
    {
        ConnectionAbortedException or ConnectionResetException
            or OperationCanceledException { InnerException: ConnectionAbortedException or ConnectionResetException }
            or IOException { InnerException: ConnectionAbortedException or ConnectionResetException } => IsOfClient(context) || IsOfServer(exception),
        BadHttpRequestException { Message: EndOfBody } or BadHttpRequestException { InnerException: BadHttpRequestException { Message: EndOfBody } } => true,
        _ => false,
    };

    /// <summary>Whether this became of an attempt to write to somebody who has gone.</summary>
    public static bool IsOfClient(HttpContext context, Exception exception) =>
        IsOfConnection(context, exception) || (exception is OperationCanceledException or IOException && IsOfClient(context));

    /// <summary>Whether it is <c>CANCELED</c> of a caller who still waits: to him a deadline has passed.</summary>
    public static bool IsOfDeadline(HttpContext context, in Error error) =>
        error.Kind == ErrorKind.Canceled && error.Is(CommonErrors.Descriptors.Canceled) && !IsOfClient(context) && !IsOfConnection(context, error.Cause);

    private static bool IsOfServer(Exception exception) =>
        exception.Source?.StartsWith(Servers, StringComparison.Ordinal) == true || exception.StackTrace?.Contains(Servers, StringComparison.Ordinal) == true;

    /// <summary>The same failure as a deadline that has passed.</summary>
    public static Error AsTimeout(in Error error)
    {
        var timeout = CommonErrors.Timeout();
        return error.Cause is { } cause ? timeout.WithCause(cause) : timeout;
    }
}
