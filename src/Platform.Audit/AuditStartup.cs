using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Audit.Checkpoints;
using Platform.Audit.Stores;

namespace Platform.Audit;

/// <summary>Takes the log when the host starts, so that a store that is not what was signed shows then and not with the first event; lets go of it at the end.</summary>
internal sealed class AuditStartup(AuditLog log, IAuditStore store, ILogger<AuditLog>? logger = null, ICheckpointAnchor? anchor = null) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (logger is not null && store is InMemoryAuditStore)
            Log.InMemory(logger);
        else if (logger is not null && anchor is null)
            Log.NoAnchor(logger);
        return log.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => log.StopAsync(cancellationToken);
}
