namespace Platform.Plugins.Generations;

/// <summary>Where a version of a plugin is in its life.</summary>
public enum PluginState
{
    /// <summary>It is loaded when something of it is first needed.</summary>
    Waiting,

    /// <summary>It is called.</summary>
    Active,

    /// <summary>It cannot be used, or could not be started.</summary>
    Refused,

    /// <summary>Another version has taken its place, and its last calls end.</summary>
    Draining,

    /// <summary>It was stopped, and the memory of it is given back.</summary>
    Unloading,

    /// <summary>
    /// It was stopped and stays in memory, because something holds it: a thread, an event of the host, a static field. Or it was loaded for good.
    /// </summary>
    Remaining,

    /// <summary>A call of it did not end when it was to be stopped. It keeps a thread until the host ends.</summary>
    Stuck,

    /// <summary>
    /// As many calls of it as are allowed go on after their deadlines: it is not called any more until they end. Or its process has ended
    /// too often: it is not started again before another version takes its place, or the host is started anew.
    /// </summary>
    Quarantined,

    /// <summary>Its process has ended by itself, or was ended because it did what none may. It is started again after a while.</summary>
    Restarting,
}

/// <summary>How a version of a plugin fares.</summary>
/// <param name="Id">The plugin.</param>
/// <param name="Version">The version.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Reason">Why it cannot be used; nothing where it can.</param>
/// <param name="Broken">The extensions of it that are left out for a while, because they have failed too often.</param>
public sealed record PluginStatus(string Id, string Version, PluginState State, string? Reason, IReadOnlyList<string> Broken)
{
    /// <summary>
    /// What keeps it apart from the host, as attained: <c>sandbox (no_new_privs, rlimits, landlock 7, seccomp)</c>; nothing where it does
    /// not run.
    /// </summary>
    public string? Isolation { get; init; }
}
