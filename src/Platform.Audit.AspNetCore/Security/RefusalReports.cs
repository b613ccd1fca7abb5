using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Audit.AspNetCore.Security;

/// <summary>Records from time to time, and at the end, what was only counted. It ends before the log does, because it was added after it.</summary>
internal sealed class RefusalReports(SecurityAudit audit, TimeProvider time, ILogger<RefusalReports> logger) : IHostedService, IAsyncDisposable
{
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(static reports => _ = ((RefusalReports)reports!).ReportAsync(all: false), this, audit.Options.RefusalInterval, audit.Options.RefusalInterval);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);
        await ReportAsync(all: true).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "There is nobody else to tell: the timer goes on.")]
    private async Task ReportAsync(bool all)
    {
        try
        {
            await audit.ReportAsync(all).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.ReportFailed(logger, failure);
        }
    }
}
