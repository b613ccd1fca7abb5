namespace Platform.Validation.DataSets;

/// <summary>What came of a rule, or of a whole data set: the worst of its rules.</summary>
public enum Outcome
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>Nobody looked: there was no row to look at, or the engine that checked does not know the rule.</summary>
    NotChecked,

    /// <summary>It does not hold, and is only a warning.</summary>
    Warned,

    /// <summary>It does not hold.</summary>
    Failed,
}
