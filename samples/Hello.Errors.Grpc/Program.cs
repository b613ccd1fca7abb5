using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;
using Platform.Errors.Grpc;

using var services = new ServiceCollection().AddPlatformErrors().AddCatalog(OrderErrors.Catalog).AddGrpc().Services.BuildServiceProvider();
var rpcErrors = services.GetRequiredService<RpcErrors>();

// What a gRPC service throws. A client in any language reads the details with its own library for rich errors.
var outOfStock = OrderErrors.OutOfStock("lamp", 3).WithRetryAfter(TimeSpan.FromSeconds(30));
var thrown = rpcErrors.ToException(outOfStock);
Console.WriteLine($"{thrown.StatusCode}: {thrown.Status.Detail}");
Console.WriteLine(thrown.GetRpcStatus()!.GetDetail<ErrorInfo>());
Console.WriteLine(thrown.GetRpcStatus()!.GetDetail<RetryInfo>());

// A client that has the catalogue gets the same error back, with arguments of their types.
var read = rpcErrors.FromException(thrown);
Console.WriteLine($"{read.Arguments[1]} left, again in {read.RetryAfter}, the same again: {read == outOfStock}");

/// <summary>What can go wrong with an order. The generator comes along with Platform.Errors.Grpc.</summary>
[ErrorCatalog("orders")]
internal static partial class OrderErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Detail = "Only {left} of {sku} are left.", Retry = ErrorRetry.Backoff)]
    public static partial Error OutOfStock(string sku, int left);
}
