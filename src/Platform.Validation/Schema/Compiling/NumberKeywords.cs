using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary>The keywords for numbers (Validation, section 6.2).</summary>
internal static class NumberKeywords
{
    public static NumberPlan? Read(KeywordReader reader, SchemaDraft draft)
    {
        NumberPlan? plan = null;
        // In draft 4 the exclusive ones are flags on the others.
        var flags = draft == SchemaDraft.Draft4;
        if (reader.Number("minimum") is { } minimum)
            (plan ??= new NumberPlan()).AddLower(new NumberBound(minimum, flags && reader.Flag("exclusiveMinimum"), "minimum"));
        if (reader.Number("maximum") is { } maximum)
            (plan ??= new NumberPlan()).AddUpper(new NumberBound(maximum, flags && reader.Flag("exclusiveMaximum"), "maximum"));
        if (!flags && reader.Number("exclusiveMinimum") is { } above)
            (plan ??= new NumberPlan()).AddLower(new NumberBound(above, true, "exclusiveMinimum"));
        if (!flags && reader.Number("exclusiveMaximum") is { } below)
            (plan ??= new NumberPlan()).AddUpper(new NumberBound(below, true, "exclusiveMaximum"));
        if (reader.Number("multipleOf") is { } divisor)
        {
            var number = new ExactNumber(divisor);
            if (number.IsZero || number.IsNegative)
                throw reader.Wrong("multipleOf", "has to be more than zero");
            (plan ??= new NumberPlan()).SetDivisor(divisor);
        }
        return plan;
    }
}
