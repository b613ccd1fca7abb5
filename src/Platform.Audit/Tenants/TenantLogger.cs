using Microsoft.Extensions.Logging;

namespace Platform.Audit.Tenants;

/// <summary>Says with everything that is logged of the log of a tenant whose it is, as a scope.</summary>
internal sealed class TenantLogger(ILogger<AuditLog> logger, string id) : ILogger<AuditLog>
{
    private readonly KeyValuePair<string, object>[] _scope = [new("AuditTenant", id)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        using (logger.BeginScope(_scope))
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
