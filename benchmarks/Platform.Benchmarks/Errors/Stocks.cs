using System.Runtime.CompilerServices;
using ErrorOr;
using Platform.Errors;

namespace Platform.Benchmarks.Errors;

/// <summary>What is asked of a stock.</summary>
internal sealed record Order(string Sku, int Quantity, int Left, bool IsOpen);

/// <summary>Two layers that an order goes through, with our results. Nothing is inlined, as between assemblies.</summary>
internal static class OurStock
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Result<int> Place(Order order)
    {
        if (!order.IsOpen)
            return OrderErrors.Closed();
        var left = Reserve(order);
        if (left.IsFailure)
            return left.Error;
        return left.Value + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Result<int> Reserve(Order order) => order.Quantity > order.Left ? OrderErrors.OutOfStock(order.Sku, order.Left) : order.Left - order.Quantity;
}

/// <summary>The same with ErrorOr, whose errors are made once where they can be; what is known of an occurrence goes into the metadata, as its README shows.</summary>
internal static class ErrorOrStock
{
    private static readonly ErrorOr.Error Closed = ErrorOr.Error.Conflict("ORDERS_CLOSED", "No orders are taken");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ErrorOr<int> Place(Order order)
    {
        if (!order.IsOpen)
            return Closed;
        var left = Reserve(order);
        if (left.IsError)
            return left.Errors;
        return left.Value + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ErrorOr<int> Reserve(Order order) => order.Quantity > order.Left
        ? ErrorOr.Error.Conflict("OUT_OF_STOCK", "Too few are left", new Dictionary<string, object> { ["sku"] = order.Sku, ["left"] = order.Left })
        : order.Left - order.Quantity;
}
