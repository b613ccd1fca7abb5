using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Audit.Tenants;

/// <summary>
/// Reads, when the host starts, what its log says of its tenants, so that a key that is not theirs shows then; closes their logs at the end, while
/// that log still takes what they state.
/// </summary>
internal sealed class TenantStartup(TenantBook book, TenantPool pool, ILogger<AuditLog>? logger = null) : IHostedService
{
    [SuppressMessage("Design", "CA1031", Justification = "A store that does not answer keeps no host from starting.")]
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not (AuditIntegrityException or OperationCanceledException))
        {
            if (logger is not null)
                Log.TenantsNotRead(logger, failure);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => pool.StopAsync(cancellationToken);
}
