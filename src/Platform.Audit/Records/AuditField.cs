namespace Platform.Audit.Records;

/// <summary>The fields of an event that every reader knows. They stand before all others, in the order of their numbers, each at most once.</summary>
public enum AuditField
{
    /// <summary>A field of the event's own, which has a name.</summary>
    Named = 0,

    /// <summary>Who did it.</summary>
    Actor = 1,

    /// <summary>What it was done to.</summary>
    Target = 2,

    /// <summary>What came of it: an <see cref="AuditOutcome"/>.</summary>
    Outcome = 3,

    /// <summary>Whose it is.</summary>
    Tenant = 4,

    /// <summary>Where it came from: an address, a device.</summary>
    Source = 5,

    /// <summary>What it belongs to: a trace, a request, a case.</summary>
    Correlation = 6,

    /// <summary>Why, in the words of whoever did it.</summary>
    Reason = 7,
}
