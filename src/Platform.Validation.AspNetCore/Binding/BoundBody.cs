using Platform.Validation.Sanitizing;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>What became of a body: an object, sanitised and judged, or why there is none.</summary>
internal sealed class BoundBody<T> : IHeldFailures
{
    private readonly T? _value;

    public BoundBody(T value, ValidationResult result, IReadOnlyList<SanitizationChange>? changes) => (_value, Result, Changes) = (value, result, changes ?? []);

    public BoundBody(ValidationResult result) => Result = result;

    public BoundBody(UnreadableBody unreadable) => (Unreadable, Result) = (unreadable, unreadable.Result);

    public BoundBody(int refusedStatus) => RefusedStatus = refusedStatus;

    public T Value => Result.IsValid && RefusedStatus == 0 ? _value! : throw new InvalidOperationException("The body is not valid; the endpoint's filter has not run.");

    public IReadOnlyList<ValidationFailure> Warnings => Result.IsValid ? Result.Failures : [];

    public IReadOnlyList<SanitizationChange> Changes { get; } = [];

    public ValidationResult Result { get; }

    public UnreadableBody? Unreadable { get; }

    public int RefusedStatus { get; }
}
