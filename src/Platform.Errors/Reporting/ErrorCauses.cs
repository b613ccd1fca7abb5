namespace Platform.Errors;

/// <summary>The exception that a log record of an error shows.</summary>
internal static class ErrorCauses
{
    /// <summary>More stacks than anybody reads in one record.</summary>
    private const int Most = 5;

    /// <summary>Its own cause; else the only one of those that it collects, or the first few as one.</summary>
    public static Exception? Of(in Error error)
    {
        if (error.Cause is { } own)
            return own;
        List<Exception>? causes = null;
        foreach (ref readonly var each in error.Collected)
        {
            if (each.Cause is { } cause && causes?.Contains(cause) != true)
                (causes ??= []).Add(cause);
            if (causes?.Count == Most)
                break;
        }
        return causes switch
        {
            null => null,
            [var only] => only,
            _ => new AggregateException(causes),
        };
    }
}
