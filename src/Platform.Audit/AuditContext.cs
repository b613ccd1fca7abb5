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

    /// <summary>Which of these are personal, so that records have a commitment in their place: an address in <see cref="Source"/>, for example. They can be erased (<see cref="IAuditPersonalData"/>).</summary>
    /// <value>Empty.</value>
    public IReadOnlyCollection<AuditField> PersonalFields { get; init; } = [];
}
