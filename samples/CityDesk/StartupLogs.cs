namespace CityDesk;

/// <summary>
/// Keeps the host and its server from logging that they could not start: that is told once, by <see cref="StartFailure"/> or,
/// where nobody knows better, by the runtime. What goes wrong afterwards they log as ever.
/// </summary>
internal static class StartupLogs
{
    public static void KeepStartFailuresOut(this ILoggingBuilder logging)
    {
        var hasStarted = false;
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => hasStarted && level >= LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => hasStarted && level >= LogLevel.Warning);
        logging.Services.AddHostedService(services => new Start(services.GetRequiredService<IHostApplicationLifetime>(), () => hasStarted = true));
    }

    private sealed class Start(IHostApplicationLifetime lifetime, Action started) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(started);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
