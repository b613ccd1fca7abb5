using Platform.Plugins.Abstractions;

namespace Platform.Plugins.InProcess.Tests;

/// <summary>What plugins of the tests implement.</summary>
[PluginContract("rule", "1.2")]
public interface IRule
{
    /// <summary>Judges a text.</summary>
    ValueTask<string> JudgeAsync(string text, CancellationToken cancellationToken);
}

/// <summary>A second one, which few implement.</summary>
[PluginContract("panel", "1.0", InProcessOnly = true)]
public interface IPanel
{
    /// <summary>What it shows.</summary>
    string Show();
}

/// <summary>A service of the host.</summary>
public interface IRates
{
    /// <summary>A rate.</summary>
    int Of(string state);
}

/// <summary>What a plugin should leave alone: whoever subscribes is held for ever.</summary>
public static class HostEvents
{
    /// <summary>Raised never.</summary>
    public static event EventHandler? Closed;

    /// <summary>Lets go of everybody.</summary>
    public static void Clear() => Closed = null;

    /// <summary>Whether somebody is held.</summary>
    public static bool IsHolding => Closed is not null;
}
