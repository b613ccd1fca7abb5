using System.Globalization;

namespace Platform.RateLimiting.Adaptive.Concurrency;

/// <summary>Says in words how a limit came about.</summary>
internal static class ConcurrencyText
{
    public static string Of(in ConcurrencyStanding standing)
    {
        var limit = OfLimit(standing);
        return standing.BeyondShare == 0 ? limit : string.Create(
            CultureInfo.InvariantCulture, $"{limit} {standing.BeyondShare} of the calls that run do not count for others: they have run for long, and their consumers hold more than their share.");
    }

    private static string OfLimit(in ConcurrencyStanding standing)
    {
        var found = standing.Latest;
        if (found == default)
            return string.Create(CultureInfo.InvariantCulture, $"The limit is {standing.Estimate:0}, as it was set: it has not bound calls for long enough to be tried.");
        var ago = TimeSpan.FromTicks(standing.Now - found.At).TotalSeconds;
        if (found.IsAlarm)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The limit fell from {found.Before:0} to {found.After:0} {ago:0.0} s ago, because calls ended at {found.LowRate:0.#} a second where {found.HighRate:0.#} were usual.");
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The limit {Verb(found)} {ago:0.0} s ago: with {found.High} calls at once {found.HighRate:0.#} ended a second, with {found.Low} {found.LowRate:0.#}; {Lesson(found)}");
    }

    private static string Verb(in ConcurrencyFinding found) => (Math.Round(found.Before), Math.Round(found.After)) switch
    {
        var (before, after) when after > before => string.Create(CultureInfo.InvariantCulture, $"rose from {before} to {after}"),
        var (before, after) when after < before => string.Create(CultureInfo.InvariantCulture, $"fell from {before} to {after}"),
        var (_, after) => string.Create(CultureInfo.InvariantCulture, $"stayed at {after}"),
    };

    private static string Lesson(in ConcurrencyFinding found) => found.Elasticity switch
    {
        > ConcurrencyController.WorthwhileElasticity => "more at once brings more done.",
        < 0 => "more at once brings less done.",
        _ => "more at once only makes calls wait.",
    };
}
