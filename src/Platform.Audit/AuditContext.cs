using Platform.Audit.Records;

namespace Platform.Audit;

/// <summary>What is true of everything that happens in one request or job: who does it, whose it is, where it comes from, what it belongs to.</summary>
/// <remarks>Events that say one of these themselves keep what they say.</remarks>
public sealed class AuditContext
{
    /// <summary>Who does it.</summary>
    /// <value><see langword="null"/>: not known.</value>
    public string? Actor { get; init; }

    /// <summary>Whose it is.</summary>
    /// <value><see langword="null"/>: not known.</value>
    public string? Tenant { get; init; }

    /// <summary>Where it comes from.</summary>
    /// <value><see langword="null"/>: not known.</value>
    public string? Source { get; init; }

    /// <summary>What it belongs to.</summary>
    /// <value><see langword="null"/>: not known.</value>
    public string? Correlation { get; init; }

    /// <summary>Whom the personal fields of events are about that do not say it themselves: what they are erased by (<see cref="IAuditPersonalData.EraseSubjectAsync"/>). A pseudonym, at most 255 characters, none of them of code 0.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Subject
    {
        get;
        init => field = value is null or { Length: > 0 and <= 255 } && value?.Contains('\0', StringComparison.Ordinal) != true
            ? value
            : throw new ArgumentException("A subject has 1 to 255 characters, none of them of code 0.", nameof(value));
    }

    /// <summary>
    /// Which fields are personal, so that records have a commitment in their place: an address in <see cref="Source"/>, for example, whether this says it or the event does. They can be erased
    /// (<see cref="IAuditPersonalData"/>). Any but <see cref="AuditField.Outcome"/> and those with names.
    /// </summary>
    /// <value>Empty.</value>
    public IReadOnlyCollection<AuditField> PersonalFields { get; init; } = [];

    /// <summary>The same without what is personal, for records that have no room beside them.</summary>
    internal AuditContext WithoutPersonal() => new()
    {
        Actor = Unless(AuditField.Actor, Actor),
        Tenant = Unless(AuditField.Tenant, Tenant),
        Source = Unless(AuditField.Source, Source),
        Correlation = Unless(AuditField.Correlation, Correlation),
    };

    private string? Unless(AuditField field, string? value) => PersonalFields.Contains(field) ? null : value;
}
