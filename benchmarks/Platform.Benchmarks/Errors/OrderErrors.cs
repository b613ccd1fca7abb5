using Platform.Errors;

namespace Platform.Benchmarks.Errors;

/// <summary>The catalogue of the rows, in the shape that the generator gives it.</summary>
internal static class OrderErrors
{
    public static readonly ErrorDescriptor OutOfStockEntry = new("orders", "OUT_OF_STOCK", ErrorKind.Conflict, "Out of stock")
    {
        Detail = "Only {left} of {sku} are left.",
        Parameters = [new("sku", ErrorArgumentType.String), new("left", ErrorArgumentType.Int64)],
    };

    public static readonly ErrorDescriptor ClosedEntry = new("orders", "ORDERS_CLOSED", ErrorKind.Conflict, "No orders are taken");

    public static Error OutOfStock(string sku, int left) => OutOfStockEntry.Create(sku, left);

    public static Error Closed() => ClosedEntry.Create();
}
