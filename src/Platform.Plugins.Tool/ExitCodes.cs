namespace Platform.Plugins.Tool;

/// <summary>What the tool ends with. They are part of its contract: scripts rely on them.</summary>
internal static class ExitCodes
{
    /// <summary>Everything that was asked for holds, or is done.</summary>
    public const int Success = 0;

    /// <summary>The plugin is refused: nobody trusts it, or it would fail with the host. Nothing has changed.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something could not be read or written, so nothing is known.</summary>
    public const int Unreadable = 3;

    /// <summary>Somebody must agree first. Nothing has changed.</summary>
    public const int ConsentNeeded = 4;

    /// <summary>Stopped by whoever started it.</summary>
    public const int Cancelled = 130;
}
