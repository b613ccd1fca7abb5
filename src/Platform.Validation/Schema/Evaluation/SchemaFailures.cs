using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

/// <summary>Failures that no keyword of a schema, but JSON itself or a limit gives.</summary>
internal static class SchemaFailures
{
    public static ValidationFailure? Of(Halt ended, string? pattern, SchemaLimits limits) => ended switch
    {
        Halt.TooCostly => new ValidationFailure(ValidationCodes.ValidationTooCostly, "", "", new(new ValidationArgument("limit", limits.MaxSteps))),
        Halt.TooDeep => new ValidationFailure(ValidationCodes.ValidationTooDeep, "", "", new(new ValidationArgument("limit", limits.MaxEvaluationDepth))),
        Halt.PatternTimeout => new ValidationFailure(ValidationCodes.StringPatternTimeout, "", "", new(new ValidationArgument("pattern", pattern!))),
        _ => null,
    };

    /// <summary>The failure of the last scan.</summary>
    public static ValidationFailure Of(ScanFault fault, ReadOnlySpan<byte> utf8Json, EvaluationState state, SchemaLimits limits)
    {
        if (fault == ScanFault.TooLarge)
            return TooLarge(limits);
        var tape = state.Tape;
        tape.DescribeFault(state.Path);
        var pointer = state.Path.Render(utf8Json, tape.Words);
        return fault == ScanFault.DuplicateProperty
            ? Duplicate(pointer, JsonText.DecodeStart(utf8Json, tape.Words, tape.FaultKey, FailureText.MaxLength))
            : Of(fault, pointer, tape.FaultOffset, limits);
    }

    public static ValidationFailure Of(ScanFault fault, string pointer, long offset, SchemaLimits limits)
    {
        var at = new ValidationArguments(new ValidationArgument("offset", offset));
        return fault switch
        {
            ScanFault.TooLarge => TooLarge(limits),
            ScanFault.NotUtf8 => new ValidationFailure(ValidationCodes.JsonNotUtf8, "", "", at),
            ScanFault.TooDeep => new ValidationFailure(ValidationCodes.JsonTooDeep, pointer, "", new(new ValidationArgument("limit", limits.MaxDepth))),
            ScanFault.LoneSurrogate => new ValidationFailure(ValidationCodes.JsonLoneSurrogate, pointer, "", at),
            ScanFault.TooManyProperties => new ValidationFailure(ValidationCodes.JsonTooManyProperties, pointer, "", new(new ValidationArgument("limit", limits.MaxProperties))),
            ScanFault.TooManyItems => new ValidationFailure(ValidationCodes.JsonTooManyItems, pointer, "", new(new ValidationArgument("limit", limits.MaxItems))),
            _ => new ValidationFailure(ValidationCodes.JsonMalformed, pointer, "", at),
        };
    }

    public static ValidationFailure Duplicate(string pointer, string property) =>
        new(ValidationCodes.JsonDuplicateProperty, pointer, "", new(new ValidationArgument("property", FailureText.Cut(property))));

    public static ValidationFailure TooLarge(SchemaLimits limits) =>
        new(ValidationCodes.JsonTooLarge, "", "", new(new ValidationArgument("limit", limits.MaxBytes)));
}
