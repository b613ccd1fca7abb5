using System.Buffers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;

using var services = new ServiceCollection().AddPlatformErrors().AddCatalog(OrderErrors.Catalog).Services.BuildServiceProvider();

Console.WriteLine(Order("lamp", 2));
var refused = Order("lamp", 7);
Console.WriteLine(refused.Error);

// On the wire it is a problem (RFC 9457), and a client that has the catalogue gets the same error back.
var wire = new ArrayBufferWriter<byte>();
services.GetRequiredService<ProblemWriter>().Write(wire, refused.Error);
Console.WriteLine(Encoding.UTF8.GetString(wire.WrittenSpan));
services.GetRequiredService<ProblemReader>().TryRead(wire.WrittenSpan, status: 409, out var read);
Console.WriteLine($"the same again: {read == refused.Error}");

static Result<int> Order(string sku, int wanted) => wanted <= 3 ? wanted : OrderErrors.OutOfStock(sku, 3);

/// <summary>What can go wrong with an order. ErrorCodes.Unshipped.txt beside this file is the ledger that guards its codes.</summary>
[ErrorCatalog("orders")]
internal static partial class OrderErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.", Retry = ErrorRetry.Backoff)]
    public static partial Error OutOfStock(string sku, int left);
}
