namespace Platform.Validation.DataSets;

/// <summary>A checkpoint cannot be continued from: it is damaged, of other rules, or of another source.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>A checkpoint that cannot be continued from.</summary>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
