using Platform.Errors;

namespace CityDesk.Residents;

/// <summary>
/// Goes on with erasures that were stopped: at the start of the web host, and, where the audit log was busy, again and again until they are
/// done.
/// </summary>
internal sealed class ErasureResumption(
    IServiceScopeFactory scopes, TimeProvider time, ErrorBoundary boundary, ILogger<ErasureResumption> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            // What fails is reported there, and tried again.
            var finished = await boundary.RunAsync("go on with erasures", GoOnAsync, stoppingToken);
            if (finished.ValueOr(0) is > 0 and var count)
                logger.ErasuresResumed(count);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Task<int> GoOnAsync(CancellationToken cancellationToken) => GoOnAsync(scopes, cancellationToken);

    /// <summary>Goes on with all of them: one that fails keeps none of the others.</summary>
    /// <returns>How many are done now.</returns>
    /// <exception cref="AggregateException">Some failed, for another reason than that the audit log is busy.</exception>
    public static async Task<int> GoOnAsync(IServiceScopeFactory scopes, CancellationToken cancellationToken)
    {
        List<string> unfinished;
        await using (var scope = scopes.CreateAsyncScope())
            unfinished = await scope.ServiceProvider.GetRequiredService<ResidentErasure>().ListUnfinishedAsync(cancellationToken);
        var finished = 0;
        List<Exception> failures = [];
        foreach (var id in unfinished)
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                var erased = await scope.ServiceProvider.GetRequiredService<ResidentErasure>().ResumeAsync(id, cancellationToken);
                finished += erased.IsSuccess ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(failure);
            }
        }
        return failures.Count == 0 ? finished : throw new AggregateException($"{failures.Count} of {unfinished.Count} erasures could not be gone on with.", failures);
    }
}
