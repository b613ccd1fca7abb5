using System.Collections.Immutable;

namespace Platform.Plugins.Processes;

/// <summary>
/// What becomes of a plugin whose process has ended by itself: when it is started again, or that it is not. A decision, which looks at no
/// clock and waits for nothing.
/// </summary>
/// <param name="FirstWait">How long the first start again waits.</param>
/// <param name="LongestWait">The most that any waits; each waits twice as long as the one before.</param>
/// <param name="Crashes">As many within the window, and it is in quarantine.</param>
/// <param name="Window">How long a crash counts.</param>
internal sealed record RestartPolicy(TimeSpan FirstWait, TimeSpan LongestWait, int Crashes, TimeSpan Window)
{
    /// <summary>Decides after a crash.</summary>
    /// <param name="before">The crashes before that still counted.</param>
    /// <param name="now">When it has crashed.</param>
    /// <param name="chance">Anything from 0 to 1, so that plugins that crashed together do not start together.</param>
    /// <returns>The crashes that count now, and how long to wait; nothing for quarantine.</returns>
    public (ImmutableArray<DateTimeOffset> Crashes, TimeSpan? Wait) Decide(
        ImmutableArray<DateTimeOffset> before, DateTimeOffset now, double chance)
    {
        // A clock that was set back makes crashes of the future: they count, or a plugin could crash for as long as the clock is behind.
        ImmutableArray<DateTimeOffset> counted = [.. before.Where(crash => now - crash < Window), now];
        if (counted.Length >= Crashes)
            return (counted, null);
        var doubled = FirstWait.TotalSeconds * Math.Pow(2, counted.Length - 1);
        // Half of it is certain: who is unlucky does not start at once.
        return (counted, TimeSpan.FromSeconds(Math.Min(doubled, LongestWait.TotalSeconds) * (0.5 + (chance / 2))));
    }
}
