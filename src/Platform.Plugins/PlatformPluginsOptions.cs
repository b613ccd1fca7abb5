namespace Platform.Plugins;

/// <summary>How a host runs plugins.</summary>
public sealed class PlatformPluginsOptions
{
    /// <summary>The folder of the plugin store. Nobody but the operator should be able to write there.</summary>
    /// <value><c>plugins</c>, relative to the working directory.</value>
    public string Store { get; set; } = "plugins";

    /// <summary>How long the start of a plugin may take.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long calls of a version may go on after another one has taken its place.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a plugin may take to stop.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many calls of one plugin may be under way at once, over all extension points, with those for which nobody waits any more. More wait for their turn,
    /// within their deadlines. It is the most threads that calls by a fault policy ever take of a plugin that blocks all of them.
    /// </summary>
    /// <value>64.</value>
    public int CallsAtOnce { get; set; } = 64;

    /// <summary>How many calls of one plugin may go on after their deadlines before it is in quarantine: not called any more until they have ended.</summary>
    /// <value>4.</value>
    public int OverdueCalls { get; set; } = 4;
}
