using System.Text.Json.Serialization;
using Platform.Errors;

namespace Platform.Aot.WebTestApp;

internal sealed record Order(string Sku, int Quantity);

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;

[ErrorCatalog("orders", TypeBase = "https://errors.example/")]
internal static partial class OrderErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Title = "Not enough is left", Detail = "Only {left} of {sku} are left.")]
    public static partial Error OutOfStock(string sku, int left);
}
