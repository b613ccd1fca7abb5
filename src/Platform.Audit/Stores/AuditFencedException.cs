namespace Platform.Audit.Stores;

/// <summary>Another process adds to the log now; what this one sent was not added.</summary>
public sealed class AuditFencedException : Exception
{
    /// <summary>Says so.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">What the engine said.</param>
    public AuditFencedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
