using System.Text.Json.Serialization;
using Platform.Errors;
using Platform.Validation;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Aot.WebTestApp;

internal sealed record Order(string Sku, int Quantity);

[Validated]
internal sealed partial record NewOrder([Trim, TextLength(1, 8)] string Sku, [Minimum(1)] int Quantity, List<Reading>? Readings);

[Validated]
internal readonly partial record struct Reading([Maximum(90.0), Minimum(-90.0)] double Latitude, [TextLength(1, 4)] string? Place);

/// <summary>Rules of a type that carries none.</summary>
[ValidatorFor<Order>]
internal abstract partial class OrderRules
{
    [TextLength(1, 8)]
    public string? Sku { get; set; }
}

[JsonSerializable(typeof(NewOrder)), JsonSerializable(typeof(Reading))]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;

[ErrorCatalog("orders", TypeBase = "https://errors.example/")]
internal static partial class OrderErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Title = "Not enough is left", Detail = "Only {left} of {sku} are left.")]
    public static partial Error OutOfStock(string sku, int left);
}
