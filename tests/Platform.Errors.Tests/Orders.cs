using System.Resources;

namespace Platform.Errors.Tests;

/// <summary>A catalogue in the shape that the generator gives it, with every type of argument.</summary>
internal static class Orders
{
    public static ErrorDescriptor OutOfStockEntry { get; } = new("orders", "OUT_OF_STOCK", ErrorKind.Conflict, "Out of stock")
    {
        Detail = "Only {left} of {sku} are left.",
        Parameters = [new("sku", ErrorArgumentType.String), new("left", ErrorArgumentType.Int64)],
    };

    public static ErrorDescriptor ClosedEntry { get; } = new("orders", "ORDER_CLOSED", ErrorKind.Conflict, "The order is closed");

    public static ErrorDescriptor HelpedEntry { get; } = new("orders", "ORDER_TOO_OLD", ErrorKind.Gone, "The order is too old") { HelpLink = "https://help.example/old?a=1&b" };

    public static ErrorDescriptor BusyEntry { get; } = new("orders", "ORDERS_BUSY", ErrorKind.Unavailable, "Too many orders at once")
    {
        Detail = "Try again in {retryAfter}.",
        Retry = ErrorRetry.AfterDelay,
        Parameters = [new("retryAfter", ErrorArgumentType.TimeSpan)],
    };

    public static ErrorDescriptor DeclinedEntry { get; } = new("orders", "PAYMENT_DECLINED", ErrorKind.Unprocessable, "The payment was declined")
    {
        Detail = "The card {card} was declined.",
        Status = 402,
        Type = "https://errors.example/payment-declined",
        Parameters = [new("card", ErrorArgumentType.String), new("account", ErrorArgumentType.String, Disclosed: false), new("attempt", ErrorArgumentType.Int64)],
    };

    public static ErrorDescriptor EverythingEntry { get; } = new("orders", "EVERYTHING", ErrorKind.InvalidArgument, "Everything at once")
    {
        Parameters =
        [
            .. Enum.GetValues<ErrorArgumentType>().Where(type => type != ErrorArgumentType.None).Select(type => new ErrorParameter($"a{type}", type)),
        ],
    };

    public static ErrorCatalog Catalog { get; } = new("orders", OutOfStockEntry, ClosedEntry, BusyEntry, DeclinedEntry, EverythingEntry, HelpedEntry);

    public static ErrorCatalog Translated(ResourceManager resources) =>
        new("orders", OutOfStockEntry, ClosedEntry, BusyEntry, DeclinedEntry, EverythingEntry, HelpedEntry) { Resources = resources };

    public static Error OutOfStock(string sku, int left) => OutOfStockEntry.Create(sku, left);

    public static Error Closed() => ClosedEntry.Create();

    public static Error Busy(TimeSpan retryAfter) => BusyEntry.Create(retryAfter);

    public static Error Declined(string card, string account, int attempt) => DeclinedEntry.Create(card, account, attempt);
}
