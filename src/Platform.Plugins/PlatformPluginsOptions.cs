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
}
