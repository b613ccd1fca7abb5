using Microsoft.Extensions.Logging;

namespace Platform.Encryption.Keys;

/// <summary>Tells of look-ups: to logs, to metrics, and to the health check.</summary>
internal sealed class LookUpReport(KeyringSettings settings, ILogger logger, Telemetry telemetry)
{
    private long _failures;

    /// <summary>How many look-ups have failed since one succeeded.</summary>
    public long FailuresInARow => Volatile.Read(ref _failures);

    public void Succeeded(string outcome)
    {
        Volatile.Write(ref _failures, 0);
        telemetry.LookedUp(outcome);
    }

    public void Failed(Exception exception, KeyScope scope, Moment? lookedUpBefore)
    {
        var isUnavailable = exception is KeyUnavailableException;
        telemetry.LookedUp(isUnavailable ? "unavailable" : "failed");
        if (exception is KeyUnavailableException { Reason: KeyUnavailableReason.Destroyed })
            return;
        Interlocked.Increment(ref _failures);
        if (exception is KeyUnavailableException { Reason: KeyUnavailableReason.NotGenuine })
            Log.NotGenuine(logger, scope.ToString());

        // A look-up that somebody waits for tells its failure to them; one in the background has nobody else to tell.
        else if (lookedUpBefore is { } before && settings.UnusableAfter - before.Age(settings.TimeProvider) is { } usableFor && usableFor > TimeSpan.Zero)
            Log.LookUpFailed(logger, exception, scope.ToString(), usableFor);
    }
}
