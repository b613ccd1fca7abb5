using CityDesk.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.Errors;

namespace CityDesk.Open311.Numbering;

/// <summary>Gives waiting requests of batch services their numbers, every <see cref="DeskOptions.BatchInterval"/>.</summary>
internal sealed partial class BatchNumbering(
    IServiceScopeFactory scopes, IOptions<DeskOptions> options, TimeProvider time, ErrorBoundary boundary, ILogger<BatchNumbering> logger) : BackgroundService
{
    private const int BatchSize = 500;

    /// <summary>Numbers everything that waits now.</summary>
    /// <returns>How many requests this instance numbered.</returns>
    /// <remarks>
    /// Several instances may do this at once. A batch is saved whole or not at all, and
    /// <see cref="Domain.ServiceRequest.Version"/> lets one of two win; the other looks again at what still waits. Each
    /// lost race means that somebody else made progress, so this ends.
    /// </remarks>
    public async Task<int> NumberWaitingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<DeskDbContext>();
        var numbered = 0;
        while (true)
        {
            var waiting = await context.Requests
                .Where(request => request.Token != null && request.NumberedAt == null)
                .OrderBy(request => request.Id)
                .Take(BatchSize)
                .ToListAsync(cancellationToken);
            if (waiting.Count == 0)
                return numbered;

            foreach (var request in waiting)
                request.Number(time.GetUtcNow()).ThrowIfFailure();
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                numbered += waiting.Count;
            }
            catch (DbUpdateConcurrencyException)
            {
                LogLostRace(logger, waiting.Count);
            }

            context.ChangeTracker.Clear();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.BatchInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // What fails is reported there. A database that is away comes back; the requests wait in it, and the next tick finds them.
            var numbered = await boundary.RunAsync("number requests", NumberWaitingAsync, stoppingToken);
            if (numbered.ValueOr(0) is > 0 and var count)
                LogNumbered(logger, count);
        }
    }

    [LoggerMessage(EventId = 3120, Level = LogLevel.Information, Message = "{Count} batch requests got their numbers")]
    private static partial void LogNumbered(ILogger logger, int count);

    [LoggerMessage(EventId = 3121, Level = LogLevel.Debug, Message = "Somebody else changed one of {Count} waiting requests; looking again")]
    private static partial void LogLostRace(ILogger logger, int count);
}
