using FsCheck;
using FsCheck.Fluent;

namespace Platform.Errors.Tests;

/// <summary>Errors as they come: of every entry, with every type of argument, with and without what few errors have.</summary>
public static class Arbitraries
{
    private static readonly ErrorDescriptor[] Entries =
        [Orders.OutOfStockEntry, Orders.ClosedEntry, Orders.BusyEntry, Orders.DeclinedEntry, Orders.EverythingEntry, Orders.HelpedEntry, CommonErrors.Descriptors.NotFound];

    /// <summary>Any text that is Unicode.</summary>
    public static Gen<string> Texts => ArbMap.Default.GeneratorFor<string?>().Select(text => new string((text ?? "").EnumerateRunes().SelectMany(rune => rune.ToString()).ToArray()))
        .Zip(Gen.Elements("", "\"\\/\b\f\n\r\t", "<script>&'+`", "\u2028\u2029\u0000\u001f\u007f", "𐐷😀é漢", "{sku}}"), (text, suffix) => text + suffix);

    public static Gen<ErrorArgument> ArgumentOf(ErrorArgumentType type) => type switch
    {
        ErrorArgumentType.String => Texts.Select(text => (ErrorArgument)text),
        ErrorArgumentType.Boolean => Of<bool>(value => value),
        ErrorArgumentType.Int64 => Gen.OneOf(Of<long>(value => value), Gen.Elements<ErrorArgument>(long.MinValue, long.MaxValue, 0)),
        ErrorArgumentType.UInt64 => Gen.OneOf(Of<ulong>(value => value), Gen.Elements<ErrorArgument>(ulong.MaxValue, 0UL)),
        ErrorArgumentType.Double => Gen.OneOf(Of<double>(value => value), Gen.Elements<ErrorArgument>(double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -0.0, double.MaxValue)),
        ErrorArgumentType.Decimal => Gen.OneOf(Of<decimal>(value => value), Gen.Elements<ErrorArgument>(decimal.MaxValue, decimal.MinValue, 1.50m, 0.000m, -0.0m)),
        ErrorArgumentType.Guid => Of<Guid>(value => value),
        ErrorArgumentType.DateTimeOffset => Gen.OneOf(Of<DateTimeOffset>(Whole), Gen.Elements<ErrorArgument>(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)),
        ErrorArgumentType.DateOnly => Of<int>(value => DateOnly.FromDayNumber((int)((uint)value % (DateOnly.MaxValue.DayNumber + 1)))),
        ErrorArgumentType.TimeOnly => Of<long>(value => new TimeOnly((long)((ulong)value % (ulong)TimeSpan.TicksPerDay))),
        ErrorArgumentType.TimeSpan => Gen.OneOf(Of<long>(value => new TimeSpan(value)), Of<TimeSpan>(value => value), Gen.Elements<ErrorArgument>(TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.Zero)),
        _ => Gen.Constant(default(ErrorArgument)),
    };

    public static Arbitrary<ErrorArgument> Argument() => Gen.Elements(Enum.GetValues<ErrorArgumentType>()).SelectMany(ArgumentOf).ToArbitrary();

    public static Arbitrary<Error> Any() => Gen.OneOf(Singles, Singles, Singles.ListOf().Where(list => list.Count > 0).Select(list => Error.Combine([.. list]))).ToArbitrary();

    private static Gen<Error> Singles =>
        from entry in Gen.Elements(Entries)
        from arguments in Gen.CollectToList(entry.Parameters.Select(parameter => ArgumentOf(parameter.Type)))
        from pointer in Gen.Elements(null, null, "", "/a", "/items/3/sku", "/~0~1/é\"<")
        from delay in Gen.OneOf(Gen.Constant<TimeSpan?>(null), ArbMap.Default.GeneratorFor<long>().Select(ticks => (TimeSpan?)new TimeSpan(Math.Abs(ticks / 2))))
        select With(entry.Create([.. arguments]), pointer, delay);

    private static Error With(Error error, string? pointer, TimeSpan? delay)
    {
        error = pointer is null ? error : error.WithPointer(pointer);
        return delay is { } time ? error.WithRetryAfter(time) : error;
    }

    private static ErrorArgument Whole(DateTimeOffset value) => value;

    private static Gen<ErrorArgument> Of<T>(Func<T, ErrorArgument> convert) => ArbMap.Default.GeneratorFor<T>().Select(convert);
}
