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

    /// <summary>
    /// How long an update is on probation, and longer where it was started in that time and has not been called <see cref="ProbationCalls"/>
    /// times without too many faults. When it cannot be started or used, is in quarantine, an extension of it has failed so often that it is
    /// left out, or more than <see cref="ProbationFaults"/> calls fail, the version before is made active again, and the package that was left
    /// is not installed again without somebody who agrees. What was gone back to is not left in its turn.
    /// </summary>
    /// <value>None: whoever wants to go back does it by <see cref="Storage.PluginStore.Rollback"/>.</value>
    public TimeSpan? Probation { get; set; }

    /// <summary>Of how many calls of an update on probation, by the fault policies of all extension points, the faults are counted together.</summary>
    /// <value>100.</value>
    public int ProbationCalls { get; set; } = 100;

    /// <summary>How many of <see cref="ProbationCalls"/> calls may fail or end after their deadlines without the update being left.</summary>
    /// <value>10.</value>
    public int ProbationFaults { get; set; } = 10;

    /// <summary>
    /// How long a release must have been there before it is installed without somebody who agrees: since it was signed, or since an index has
    /// offered it, where that is known.
    /// </summary>
    /// <value>None: how long a release has been there does not count.</value>
    public TimeSpan? Cooldown { get; set; }
}
