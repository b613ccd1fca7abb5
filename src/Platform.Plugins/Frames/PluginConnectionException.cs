namespace Platform.Plugins.Frames;

/// <summary>The connection to the process of a plugin has ended, and with it every call that was under way.</summary>
internal sealed class PluginConnectionException : Exception
{
    public PluginConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
