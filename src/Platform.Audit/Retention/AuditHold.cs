namespace Platform.Audit.Retention;

/// <summary>What must stay, because somebody has said so: records and what is beside them. All conditions that are said must hold; at least
/// one must be said.</summary>
/// <param name="Id">By what it is released, such as the number of a case: 1 to 255 bytes of UTF-8, nothing personal.</param>
public sealed record AuditHold(string Id)
{
    /// <summary>Who did it, exactly.</summary>
    /// <value><see langword="null"/>: anybody.</value>
    public string? Actor { get; init; }

    /// <summary>What it was done to, exactly.</summary>
    /// <value><see langword="null"/>: anything.</value>
    public string? Target { get; init; }

    /// <summary>Whose it is, exactly.</summary>
    /// <value><see langword="null"/>: anybody's.</value>
    public string? Tenant { get; init; }

    /// <summary>From this record on.</summary>
    /// <value><see langword="null"/>: from the first.</value>
    public long? First { get; init; }

    /// <summary>Up to the one before this.</summary>
    /// <value><see langword="null"/>: without an end, those that are yet to come as well.</value>
    public long? End { get; init; }
}
