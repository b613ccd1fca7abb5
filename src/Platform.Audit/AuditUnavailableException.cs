namespace Platform.Audit;

/// <summary>An event could not be recorded, and what it is about must not happen.</summary>
public sealed class AuditUnavailableException : Exception
{
    internal AuditUnavailableException(string message, bool mayBeRecorded, Exception? innerException = null)
        : base(message, innerException) => MayBeRecorded = mayBeRecorded;

    /// <summary>
    /// Whether the log may have it all the same: it was on its way to the store and the answer is missing. What was not on its way is withdrawn, and
    /// the log says that a number of its producer is missing.
    /// </summary>
    public bool MayBeRecorded { get; }
}
