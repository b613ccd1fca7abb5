using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Errors;

/// <summary>A success and a failure through two layers; whoever gets it looks at what is in it.</summary>
internal static class ResultRows
{
    private const int PerCall = 16;

    /// <summary>Enough for the compiler to have its profile of all that is called, before the first row is measured.</summary>
    private const int Mixed = 60_000;

    private static readonly Order Fine = new("bolt", 1, 7, IsOpen: true);
    private static readonly Order TooMany = new("bolt", 9, 7, IsOpen: true);
    private static readonly Order TooLate = new("bolt", 1, 7, IsOpen: false);

    public static IEnumerable<GateRow> All() =>
    [
        Row("a success", Fine),
        Row("a failure with two arguments", TooMany),
        Row("a failure without arguments", TooLate),
    ];

    private static GateRow Row(string name, Order order) => GateRow.Time(
        name,
        Side.Of("ours", () => SeenAll(order), static order => Ours16(order), operationsPerCall: PerCall),
        Side.Of("ErrorOr", () => SeenAll(order), static order => ErrorOrs16(order), operationsPerCall: PerCall));

    /// <summary>
    /// The rows share their methods, and the compiler makes them once, by what it saw first: after a row of successes alone a failure was compiled as what never
    /// happens, or not, by chance (0.39 to 0.51 of ErrorOr's time from process to process). A service that has run for a while has met both.
    /// </summary>
    private static Order SeenAll(Order order)
    {
        for (var time = 0; time < Mixed; time++)
        {
            foreach (var each in (ReadOnlySpan<Order>)[Fine, TooMany, TooLate])
                _ = Ours16(each) + ErrorOrs16(each);
        }
        return order;
    }

    // Each side has a loop of its own: a delegate in a shared one would cost both the same, and so flatter the slower.
    private static int Ours16(Order order)
    {
        var sum = 0;
        for (var time = 0; time < PerCall; time++)
            sum += Ours(order);
        return sum;
    }

    private static int ErrorOrs16(Order order)
    {
        var sum = 0;
        for (var time = 0; time < PerCall; time++)
            sum += ErrorOrs(order);
        return sum;
    }

    private static int Ours(Order order)
    {
        var result = OurStock.Place(order);
        if (result.IsSuccess)
            return result.Value;
        ref readonly var error = ref result.Error;
        return error.Arguments.TryGet("left", out var argument) && argument.TryGetInt64(out var number) ? -(int)number : -error.Code.Length;
    }

    private static int ErrorOrs(Order order)
    {
        var result = ErrorOrStock.Place(order);
        if (!result.IsError)
            return result.Value;
        var error = result.FirstError;
        return error.Metadata is { } metadata && metadata.TryGetValue("left", out var left) ? -(int)left : -error.Code.Length;
    }
}
