namespace Platform.Validation.DataSets;

/// <summary>Rows of a source cannot be read from some place on. What came before counts; the report says that it is not complete.</summary>
public sealed class DamagedSourceException : Exception
{
    /// <summary>A source that cannot be read on.</summary>
    /// <param name="message">Where, why, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public DamagedSourceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
