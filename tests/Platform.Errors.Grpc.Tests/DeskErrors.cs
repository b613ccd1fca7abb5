namespace Platform.Errors.Grpc.Tests;

/// <summary>A catalogue with an error for every form of argument.</summary>
[ErrorCatalog("desk.example")]
internal static partial class DeskErrors
{
    [Error("NUMBERS", ErrorKind.Conflict, Detail = "{whole} {large} {binary} {amount}")]
    public static partial Error Numbers(long? whole, ulong large, double binary, decimal amount);

    [Error("TEXTS", ErrorKind.NotFound, Detail = "{text} {truth} {id}", HelpLink = "https://docs.example/texts")]
    public static partial Error Texts(string? text, bool truth, Guid id, [NotDisclosed] string secret);

    [Error("TIMES", ErrorKind.Unavailable, Detail = "{at} {day} {time}", Retry = ErrorRetry.AfterDelay)]
    public static partial Error Times(DateTimeOffset at, DateOnly day, TimeOnly time, TimeSpan retryAfter);

    [Error("PLAIN", ErrorKind.Unprocessable)]
    public static partial Error Plain();
}
