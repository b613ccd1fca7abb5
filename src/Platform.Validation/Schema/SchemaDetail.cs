namespace Platform.Validation.Schema;

/// <summary>How much is said about what is wrong.</summary>
public enum SchemaDetail
{
    /// <summary>The first failure ends the validation.</summary>
    FirstFailure,

    /// <summary>All failures, up to <see cref="SchemaLimits.MaxFailures"/>.</summary>
    AllFailures,
}
