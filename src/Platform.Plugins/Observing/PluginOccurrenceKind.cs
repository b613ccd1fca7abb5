namespace Platform.Plugins.Observing;

/// <summary>What has become of a plugin.</summary>
public enum PluginOccurrenceKind
{
    /// <summary>A version runs.</summary>
    Started,

    /// <summary>A version could not be started. The host goes on without it, or with the version before.</summary>
    StartFailed,

    /// <summary>What the store holds of it cannot be used.</summary>
    Refused,

    /// <summary>A version has stopped.</summary>
    Stopped,

    /// <summary>A version did not stop in time.</summary>
    Stuck,

    /// <summary>An extension has failed so often that it is left out for a while.</summary>
    Broken,

    /// <summary>
    /// Too many calls of a version go on after their deadlines: it is not called any more until they have ended. Or its process has ended
    /// too often, which is the reason then: it is not started again.
    /// </summary>
    Quarantined,

    /// <summary>
    /// The process of a version has ended by itself, or was ended because it did what none may. It is started again after a while.
    /// </summary>
    ProcessEnded,

    /// <summary>The process of a version was started again.</summary>
    ProcessStartedAgain,
}
