namespace Platform.Validation.DataSets;

/// <summary>How bad it is when a rule does not hold.</summary>
public enum Severity
{
    /// <summary>The data set is not good enough: <see cref="Outcome.Failed"/>.</summary>
    Fail,

    /// <summary>Somebody should look: <see cref="Outcome.Warned"/>.</summary>
    Warn,
}
