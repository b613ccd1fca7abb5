using System.Net.Sockets;

namespace Platform.Errors;

/// <summary>What it means that a call to another service did not come through.</summary>
internal static class TransportFailures
{
    /// <summary>What the other side said in its status; or nobody answered in time, or something broke on the way.</summary>
    public static Error Of(HttpRequestException exception) => exception.StatusCode switch
    {
        { } status => ProblemReader.FromStatus((int)status),
        null when IsTimeout(exception) => CommonErrors.Timeout(),
        _ => CommonErrors.DependencyFailed(),
    };

    public static Error Of(SocketException exception) =>
        exception.SocketErrorCode == SocketError.TimedOut ? CommonErrors.Timeout() : CommonErrors.DependencyFailed();

    /// <summary>HttpClient wraps what its stream said, and the stream what its socket said.</summary>
    private static bool IsTimeout(HttpRequestException exception)
    {
        var inner = exception.InnerException;
        for (var depth = 0; inner is IOException && depth < 2; depth++)
            inner = inner.InnerException;
        return inner is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut };
    }
}
