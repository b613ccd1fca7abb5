namespace Platform.Audit;

/// <summary>What is stored is not what was signed, or is older than it: the log refuses to go on, because whatever it signed now would contradict it.</summary>
public sealed class AuditIntegrityException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">What was found.</param>
    public AuditIntegrityException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
