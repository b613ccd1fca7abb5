using Platform.Errors;

namespace Platform.Benchmarks.Errors;

/// <summary>The catalogue of the rows, as a user writes it: what is measured is what the generator makes of it.</summary>
[ErrorCatalog("orders")]
internal static partial class OrderErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.")]
    public static partial Error OutOfStock(string sku, int left);

    [Error("ORDERS_CLOSED", ErrorKind.Conflict, Title = "No orders are taken")]
    public static partial Error Closed();
}
