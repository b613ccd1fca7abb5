using System.Globalization;

namespace Platform.Webhooks.Delivery;

/// <summary>What is remembered of a receiver between attempts, and between processes.</summary>
/// <param name="FailingSince">When the first of the failures was that have followed each other; none after a delivery.</param>
/// <param name="Failures">How many have followed each other.</param>
/// <param name="Openings">How often the breaker has opened since the last delivery.</param>
/// <param name="IsDisabled">Whether it gets nothing until somebody enables it.</param>
/// <param name="Warned">How many warnings were given since the last delivery.</param>
internal readonly record struct EndpointHealth(DateTimeOffset? FailingSince, int Failures, int Openings, bool IsDisabled, int Warned = 0)
{
    /// <summary>
    /// Fewer failures than these are the event's as likely as the receiver's, and whoever alternates would have each of his answers written down.
    /// </summary>
    private const int FailuresThatTell = 3;

    private EndpointHealth Telling => this with { Failures = 0, FailingSince = Failures < FailuresThatTell ? null : FailingSince };

    /// <summary>Whether others must know: a count that goes up is this process's own affair.</summary>
    public bool IsOtherThan(EndpointHealth before) => Telling != before.Telling;

    public string? Write() => FailingSince is { } since ? string.Create(CultureInfo.InvariantCulture, $"{since.UtcTicks} {Failures} {Openings} {Warned}") : null;

    /// <summary>What somebody else has written there by mistake is no reason to deliver nothing.</summary>
    public static EndpointHealth Read(string? text) =>
        text?.Split(' ') is [var since, var failures, var openings, var warned]
        && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
        && int.TryParse(failures, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && int.TryParse(openings, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
        && int.TryParse(warned, NumberStyles.None, CultureInfo.InvariantCulture, out var warnings)
            ? new EndpointHealth(new DateTimeOffset(ticks, TimeSpan.Zero), count, times, false, warnings)
            : default;
}
