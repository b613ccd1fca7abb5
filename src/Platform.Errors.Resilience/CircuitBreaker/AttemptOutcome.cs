namespace Platform.Errors.Resilience;

/// <summary>What an attempt says about the dependency.</summary>
internal enum AttemptOutcome
{
    /// <summary>It works, also where it said no.</summary>
    Success,

    /// <summary>It does not work.</summary>
    Failure,

    /// <summary>Nothing: the caller went away before there was an answer.</summary>
    Unknown,
}
