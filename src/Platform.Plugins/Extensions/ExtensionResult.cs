namespace Platform.Plugins.Extensions;

/// <summary>What an extension answered.</summary>
/// <typeparam name="TResult">What it answers with.</typeparam>
/// <param name="PluginId">The plugin.</param>
/// <param name="Name">What the manifest calls the extension.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Value">The answer, where there is one.</param>
/// <param name="Fault">What it threw, where it did. Do not keep it: it may be of a type of the plugin, which cannot be unloaded as long.</param>
public sealed record ExtensionResult<TResult>(string PluginId, string Name, ExtensionOutcome Outcome, TResult? Value, Exception? Fault)
{
    /// <summary>Whether there is an answer.</summary>
    public bool HasValue => Outcome == ExtensionOutcome.Answered;
}

/// <summary>How the call of an extension ended.</summary>
public enum ExtensionOutcome
{
    /// <summary>With an answer.</summary>
    Answered,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>It did not answer in time. It may still be running.</summary>
    TimedOut,

    /// <summary>It was not called: it has failed too often.</summary>
    Broken,

    /// <summary>It was not called: as many calls of its plugin as are allowed are overdue, and have not ended.</summary>
    Quarantined,
}
