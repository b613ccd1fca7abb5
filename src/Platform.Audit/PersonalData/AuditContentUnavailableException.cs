namespace Platform.Audit.PersonalData;

/// <summary>
/// Sealed contents of personal fields cannot be opened for now, so what was asked about them has no answer. It is no sign that anything was changed: try
/// again when keys are at hand.
/// </summary>
public sealed class AuditContentUnavailableException : Exception
{
    internal AuditContentUnavailableException(long index, int place)
        : base(FormattableString.Invariant($"Personal field {place} of record {index} cannot be opened for now: its key is away. Nothing is known of it, nor of what was not looked at yet.")) =>
        (Index, Place) = (index, place);

    /// <summary>The index of the record at which that was found.</summary>
    public long Index { get; }

    /// <summary>Which of its personal fields, from 0.</summary>
    public int Place { get; }
}
