using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Compares numbers, dates and times with bounds that are known when the program is compiled.</summary>
internal sealed class Bounds(TypeContext context, AttributeData attribute, RuleTarget target, string rule, int severity, string? text)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Rules for a lower and an upper bound; either may be <see langword="null"/>.</summary>
    public IEnumerable<RuleModel> Read(object? minimum, object? maximum, bool minimumIsExclusive, bool maximumIsExclusive, string? code)
    {
        var type = target.Type;
        if (ValueTypes.IsIntegral(type))
            return Integral(minimum, maximum, minimumIsExclusive, maximumIsExclusive, code);
        if (ValueTypes.IsFloating(type))
            return Compared(minimum, maximum, minimumIsExclusive, maximumIsExclusive, code, ToDouble, isNumber: true, value =>
                type.SpecialType == SpecialType.System_Single ? $"({Symbols.Literal(value)})" : Symbols.Literal(value));
        if (ValueTypes.IsDecimal(type))
            return Compared(minimum, maximum, minimumIsExclusive, maximumIsExclusive, code, static bound => ToDecimal(bound), isNumber: true, value =>
                Symbols.Literal(value));
        if (TemporalOf(type) is { } temporal)
            return Compared(minimum, maximum, minimumIsExclusive, maximumIsExclusive, code, value => temporal.Parse(value), isNumber: false, value =>
                temporal.Write((long)value));
        context.Report(Faults.RuleDoesNotFit, attribute, Symbols.NameOf(attribute), target.Member, target.Type.ToDisplayString(),
            "put it on a number, a date or a time");
        return [];
    }

    private List<RuleModel> Integral(object? minimum, object? maximum, bool minimumIsExclusive, bool maximumIsExclusive, string? code)
    {
        var (least, greatest) = ValueTypes.LimitsOf(target.Type);
        var low = minimum is null ? null : ToDecimal(minimum);
        var high = maximum is null ? null : ToDecimal(maximum);
        if ((minimum is not null && low is null) || (maximum is not null && high is null))
            return Malformed(minimum is not null && low is null ? minimum : maximum!, "number");
        var models = new List<RuleModel>();
        if (minimum is not null && low is decimal lowest)
        {
            var first = minimumIsExclusive ? Math.Floor(lowest) + 1 : Math.Ceiling(lowest);
            if (Outside(first > greatest, $"it is more than the type '{target.Type.ToDisplayString()}' can hold"))
                return [];
            if (first > least)
                models.Add(Lower($"{target.Value} < {Suffixed(first)}", minimumIsExclusive, isNumber: true, Fact(lowest), code));
        }
        if (maximum is not null && high is decimal highest)
        {
            var last = maximumIsExclusive ? Math.Ceiling(highest) - 1 : Math.Floor(highest);
            if (Outside(last < least, $"it is less than the type '{target.Type.ToDisplayString()}' can hold"))
                return [];
            if (last < greatest)
                models.Add(Upper($"{target.Value} > {Suffixed(last)}", maximumIsExclusive, isNumber: true, Fact(highest), code));
        }
        return Outside(low is decimal a && high is decimal b
            && (a > b || (a == b && (minimumIsExclusive || maximumIsExclusive))), "the minimum lies above the maximum") ? [] : models;
    }

    private List<RuleModel> Compared(
        object? minimum, object? maximum, bool minimumIsExclusive, bool maximumIsExclusive, string? code, Func<object, object?> parse, bool isNumber,
            Func<object, string> write)
    {
        var low = minimum is null ? null : parse(minimum);
        var high = maximum is null ? null : parse(maximum);
        if ((minimum is not null && low is null) || (maximum is not null && high is null))
            return Malformed(minimum is not null && low is null ? minimum : maximum!, isNumber ? "number" : $"value of '{target.Type.ToDisplayString()}'");
        if (low is not null && high is not null && Outside(((IComparable)low).CompareTo(high) is var order
            && (order > 0 || (order == 0 && (minimumIsExclusive || maximumIsExclusive))), "the minimum lies above the maximum"))
            return [];
        // Written as "not at least", so that what is no number (NaN) is refused, once.
        var models = new List<RuleModel>();
        if (low is not null)
            models.Add(Lower($"!({target.Value} {(minimumIsExclusive ? ">" : ">=")} {write(low)})", minimumIsExclusive, isNumber, Fact(minimum!, low), code));
        if (high is not null)
            models.Add(Upper(low is null ? $"!({target.Value} {(maximumIsExclusive ? "<" : "<=")} {write(high)})"
                : $"{target.Value} {(maximumIsExclusive ? ">=" : ">")} {write(high)}", maximumIsExclusive, isNumber, Fact(maximum!, high), code));
        return models;
    }

    private RuleModel Lower(string failed, bool isExclusive, bool isNumber, string fact, string? code) =>
        Model(failed, isNumber ? SchemaText.Number(isExclusive ? "exclusiveMinimum" : "minimum", fact)
            : null, code ?? (isNumber ? isExclusive ? "NUMBER_NOT_ABOVE" : "NUMBER_TOO_SMALL" : "VALUE_TOO_LOW"), isNumber && isExclusive ? "limit"
                : "minimum", fact);

    private RuleModel Upper(string failed, bool isExclusive, bool isNumber, string fact, string? code) =>
        Model(failed, isNumber ? SchemaText.Number(isExclusive ? "exclusiveMaximum" : "maximum", fact)
            : null, code ?? (isNumber ? isExclusive ? "NUMBER_NOT_BELOW" : "NUMBER_TOO_LARGE" : "VALUE_TOO_HIGH"), isNumber && isExclusive ? "limit"
                : "maximum", fact);

    private RuleModel Model(string failed, string? keyword, string code, string name, string fact) =>
        new()
        {
            Keyword = severity == 0 ? keyword : null,
            Failed = failed,
            Report = Reports.Add(Symbols.Text(code), target.Pointer, rule, [(name, fact)],
                severity, text),
        };

    private bool Outside(bool nothingFits, string why)
    {
        if (nothingFits)
            context.Report(Faults.NothingFits, attribute, Symbols.NameOf(attribute), target.Member, why);
        return nothingFits;
    }

    private List<RuleModel> Malformed(object bound, string kind)
    {
        context.Report(Faults.BoundIsMalformed, attribute, Convert.ToString(bound, Invariant), Symbols.NameOf(attribute), target.Member, kind,
            "write it as the invariant culture does, for example \"0.01\" or \"2000-01-31\"");
        return [];
    }

    /// <summary>A whole number stays a number, so that it can be written in any culture.</summary>
    private static string Fact(decimal bound) =>
        bound == decimal.Truncate(bound) && bound is >= long.MinValue and <= long.MaxValue ? Symbols.Literal((long)bound)
            : Symbols.Text(bound.ToString(Invariant));

    private static string Fact(object written, object parsed) => parsed is decimal number ? Fact(number)
        : parsed is double floating ? floating == Math.Truncate(floating) && Math.Abs(floating) < 1e15 ? Symbols.Literal((long)floating)
            : Symbols.Text(floating.ToString("R", Invariant))
        : Symbols.Text(Convert.ToString(written, Invariant));

    private string Suffixed(decimal bound) => target.Type.SpecialType switch
    {
        SpecialType.System_Int64 => bound == long.MinValue ? "long.MinValue" : Symbols.Literal((long)bound),
        SpecialType.System_UInt64 => Symbols.Literal((ulong)bound),
        SpecialType.System_UInt32 => Symbols.Literal((uint)bound),
        _ => Symbols.Literal((int)bound),
    };

    private static object? ToDouble(object bound) => bound switch
    {
        double number => double.IsNaN(number) ? null : (object)number,
        string written => double.TryParse(written, NumberStyles.Float, Invariant, out var number) && !double.IsNaN(number) ? number : null,
        IConvertible number => number.ToDouble(Invariant),
        _ => null,
    };

    private static decimal? ToDecimal(object bound) => bound switch
    {
        double number => double.IsNaN(number) ? null : number >= 7.9e28 ? decimal.MaxValue : number <= -7.9e28 ? decimal.MinValue : (decimal)number,
        string written => decimal.TryParse(written, NumberStyles.Number | NumberStyles.AllowExponent, Invariant, out var number) ? number : null,
        IConvertible number => number.ToDecimal(Invariant),
        _ => null,
    };

    private static Temporal? TemporalOf(ITypeSymbol type) => type.ToDisplayString() switch
    {
        "System.DateTime" => new(static written => Date(written), ticks => $"new global::System.DateTime({ticks}L)"),
        "System.DateTimeOffset" => new(written => written is string text && DateTimeOffset.TryParse(text, Invariant, DateTimeStyles.AssumeUniversal,
            out var at) ? at.UtcTicks : null,
            ticks => $"new global::System.DateTimeOffset({ticks}L, global::System.TimeSpan.Zero)"),
        "System.DateOnly" => new(written => Date(written) is { } ticks && ticks % TimeSpan.TicksPerDay == 0 ? ticks : null,
            ticks => $"global::System.DateOnly.FromDayNumber({ticks / TimeSpan.TicksPerDay})"),
        "System.TimeOnly" => new(written => Span(written) is { } ticks and >= 0 and < TimeSpan.TicksPerDay ? ticks : null, ticks =>
            $"new global::System.TimeOnly({ticks}L)"),
        "System.TimeSpan" => new(static written => Span(written), ticks => $"new global::System.TimeSpan({ticks}L)"),
        _ => null,
    };

    /// <summary>
    /// A date and time without a zone. One with an offset is another time on each machine that compiles it, and the value it is compared with has
    /// none: it is for a <c>DateTimeOffset</c>.
    /// </summary>
    private static long? Date(object written) =>
        written is string text && DateTime.TryParse(text, Invariant, DateTimeStyles.RoundtripKind, out var at) && at.Kind == DateTimeKind.Unspecified
            ? at.Ticks : null;

    private static long? Span(object written) => written is string text && TimeSpan.TryParse(text, Invariant, out var span) ? span.Ticks : null;

    private sealed record Temporal(Func<object, object?> Parse, Func<long, string> Write);
}
