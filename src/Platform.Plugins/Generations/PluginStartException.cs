namespace Platform.Plugins.Generations;

/// <summary>A plugin cannot be started. The host goes on without it, or with the version before.</summary>
public sealed class PluginStartException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public PluginStartException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What it came from.</param>
    public PluginStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
