using Microsoft.Extensions.Hosting;

namespace Platform.Audit.Export.Delivery;

/// <summary>Runs the loops of all exporters. When the host stops, what is under way is broken off: it is given again by the next.</summary>
internal sealed class ExportService(IReadOnlyList<ExportLoop> loops) : BackgroundService
{
    public IEnumerable<ExportStanding> Standings => loops.Select(static loop => loop.Standing);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(loops.Select(loop => Task.Run(() => loop.RunAsync(stoppingToken), stoppingToken)));
}
