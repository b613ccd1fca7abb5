namespace Platform.Plugins.Frames;

/// <summary>
/// A plugin that runs in another process failed in a call. Its exception stays there: here is what it was and what it said.
/// </summary>
internal sealed class PluginCallException : Exception
{
    public PluginCallException(string failureType, string message)
        : base($"{failureType}: {message}") => (FailureType, Said) = (failureType, message);

    /// <summary>The full name of the type of the exception, as the plugin says it.</summary>
    public string FailureType { get; }

    /// <summary>What it said.</summary>
    public string Said { get; }
}
