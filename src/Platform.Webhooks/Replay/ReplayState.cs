namespace Platform.Webhooks.Replay;

/// <summary>How it stands with a message.</summary>
public enum ReplayState
{
    /// <summary>The store has no room to remember it.</summary>
    Full,

    /// <summary>It is new, or was given back, and is now claimed by who asked.</summary>
    Claimed,

    /// <summary>Somebody is at it.</summary>
    InProgress,

    /// <summary>It was handled.</summary>
    Completed,
}
