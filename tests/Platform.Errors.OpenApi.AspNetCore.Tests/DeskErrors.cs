namespace Platform.Errors.OpenApi.AspNetCore.Tests;

[ErrorCatalog("desk")]
public static partial class DeskErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Title = "Not enough is left", Detail = "Only {left} of {sku} are left.")]
    public static partial Error OutOfStock(string sku, int left);

    [Error("CLOSED", ErrorKind.Unavailable, Title = "The desk is closed", Detail = "Come back in {retryAfter}.", Retry = ErrorRetry.AfterDelay)]
    public static partial Error Closed(TimeSpan retryAfter);

    [Error("CARD_REFUSED", ErrorKind.Conflict, Title = "The card was refused")]
    public static partial Error CardRefused([NotDisclosed] string number);

    [Error("EVERYTHING", ErrorKind.Conflict, Title = "Everything", Detail = "{text} {yes} {whole} {large} {half} {price} {id} {at} {day} {time} {long}")]
    public static partial Error Everything(
        string text, bool yes, long whole, ulong large, double half, decimal price, Guid id, DateTimeOffset at, DateOnly day, TimeOnly time, TimeSpan @long);
}
