namespace Platform.Audit.Retention;

/// <summary>What must stay, because somebody has said so: records and what is beside them. All conditions that are said must hold; at least
/// one must be said. What is said here stands in the log, in the open and for good.</summary>
/// <remarks>A field that is personal in a record is compared with what is beside it. Where that cannot be opened, was changed or is gone, nobody can tell, and the record counts as held. Of a field that the log has
/// erased nothing is left to be held.</remarks>
/// <param name="Id">By what it is released, such as the number of a case: 1 to 255 bytes of UTF-8, nothing personal. Several holds may have one: each has what it says, and they are released together.</param>
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

    /// <summary>Whom what is personal is about, exactly, as events name it and <see cref="IAuditPersonalData.EraseSubjectAsync"/> takes it. A record without personal fields is about nobody.</summary>
    /// <value><see langword="null"/>: anybody.</value>
    public string? Subject { get; init; }

    /// <summary>From this record on.</summary>
    /// <value><see langword="null"/>: from the first.</value>
    public long? First { get; init; }

    /// <summary>Up to the one before this.</summary>
    /// <value><see langword="null"/>: without an end, those that are yet to come as well.</value>
    public long? End { get; init; }
}
