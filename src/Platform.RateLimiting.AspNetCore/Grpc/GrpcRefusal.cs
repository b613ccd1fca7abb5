using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Platform.RateLimiting.AspNetCore.Grpc;

/// <summary>
/// Answers a gRPC call, which the middleware sees as HTTP: with a trailers-only response (gRPC over HTTP/2), status 8, the push-back that
/// retrying clients obey (gRFC A6), and the same as <c>google.rpc.RetryInfo</c> for those that read error details.
/// </summary>
internal static class GrpcRefusal
{
    private const string ResourceExhausted = "8";
    private const string PermissionDenied = "7";
    private const string Unavailable = "14";
    private const int UnavailableCode = 14;

    /// <summary>
    /// Whether it can only be a call of gRPC. The content type alone is a word that anybody may say: over HTTP/1.1, or with GET, whoever says it would turn a refusal into a 200, which
    /// caches may keep and alarms do not see.
    /// </summary>
    public static bool IsCall(HttpRequest request) => request.ContentType is { } type
        && HttpMethods.IsPost(request.Method)
        && (HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol))
        && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
        && !type.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase);

    public static void Write(HttpResponse response, in RateLimitDecision decision)
    {
        var isBlocked = decision.Outcome == RateLimitOutcome.Blocked;
        var message = isBlocked ? "Blocked" : decision.IsLedgerMissing ? "Usage cannot be counted" : "Rate limit exceeded";
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = isBlocked ? PermissionDenied : decision.IsLedgerMissing ? Unavailable : ResourceExhausted;
        response.Headers["grpc-message"] = message;
        // Without a number the push-back says that retrying does not help.
        var wait = decision.RetryAfter;
        response.Headers["grpc-retry-pushback-ms"] = wait is { } time ? ((long)Math.Ceiling(time.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture) : "-1";
        if (wait is { } delay)
            response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(RetryDetails.Encode(message, delay, decision.IsLedgerMissing ? UnavailableCode : RetryDetails.ResourceExhausted)).TrimEnd('=');
    }

    /// <summary>Answers a call that an adaptive limit refuses: UNAVAILABLE, which clients retry, after the push-back.</summary>
    public static void WriteUnavailable(HttpResponse response, TimeSpan retryAfter)
    {
        const string message = "Overloaded";
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = Unavailable;
        response.Headers["grpc-message"] = message;
        response.Headers["grpc-retry-pushback-ms"] = ((long)Math.Ceiling(retryAfter.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(RetryDetails.Encode(message, retryAfter, UnavailableCode)).TrimEnd('=');
    }
}
