namespace Platform.Validation.AspNetCore.Binding;

/// <summary>What the formatter of MVC found wrong with a body, kept with the request until the filter of its action answers with it.</summary>
internal sealed class HeldBody : IHeldFailures
{
    public required ValidationResult Result { get; init; }

    public UnreadableBody? Unreadable { get; init; }

    public int RefusedStatus { get; init; }
}
