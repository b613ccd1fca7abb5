namespace Platform.Audit.Export;

/// <summary>A receiver did not take a batch.</summary>
public sealed class AuditExportException : Exception
{
    /// <summary>Says so.</summary>
    /// <param name="message">For people. Nothing of what was to be given.</param>
    /// <param name="innerException">What had happened.</param>
    public AuditExportException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>When it may be tried again.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public TimeSpan? RetryAfter { get; init; }
}
