namespace Platform.Validation;

/// <summary>How bad a failure is.</summary>
public enum ValidationSeverity
{
    /// <summary>The value must not be let in.</summary>
    Error = 0,

    /// <summary>The value may be let in; somebody should know.</summary>
    Warning = 1,

    /// <summary>Worth saying, and nothing more.</summary>
    Information = 2,
}
