using Platform.Plugins.Storage;

namespace CityDesk.Plugins;

/// <summary>
/// Follows what others change: <c>platform-plugin</c>, which installs and revokes beside a desk that runs, and other instances with the
/// same store. What is revoked is not used any more after <see cref="Interval"/> at the latest.
/// </summary>
internal sealed partial class StoreFollower(PluginStore store, PluginFiles files, TimeProvider time, ILogger<StoreFollower> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = files.ChangedAt;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                known = Follow(known);
        }
        catch (OperationCanceledException)
        {
            // The desk stops.
        }
    }

    private (DateTime, DateTime) Follow((DateTime Catalogue, DateTime Trust) known)
    {
        var now = files.ChangedAt;
        try
        {
            if (now.Trust != known.Trust)
                store.Trust = files.ReadTrust();
            if (now.Catalogue != known.Catalogue)
                store.Refresh();
            return now;
        }
        catch (Exception failure) when (failure is OperatorException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // What was read before stays; the next look tries again.
            LogNotFollowed(logger, failure.Message);
            return known;
        }
    }

    [LoggerMessage(EventId = 3190, Level = LogLevel.Warning, Message =
        "What was changed of the plugins cannot be read, and what was before goes on: {Reason}")]
    private static partial void LogNotFollowed(ILogger logger, string reason);
}
