namespace Platform.Validation.AspNetCore.Binding;

/// <summary>An argument that may turn out to be failures.</summary>
internal interface IHeldFailures
{
    ValidationResult Result { get; }

    /// <summary>The body, where no object could be made of it.</summary>
    UnreadableBody? Unreadable { get; }

    /// <summary>The status by which the body was refused before it was looked at; 0 where it was looked at.</summary>
    int RefusedStatus { get; }
}

/// <summary>A parameter that holds such an argument.</summary>
internal interface IHoldsFailures
{
    IHeldFailures Held { get; }
}
