using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace CityDesk.Tests;

/// <summary>
/// Ends with the desk what watches its web root. A host leaves that to the end of the process: a thread and an inotify instance
/// for each desk, and all that the desk ever made, since the thread keeps what was current when it began.
/// </summary>
internal sealed class WebRootWatch(IWebHostEnvironment environment) : IHostedService, IDisposable
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => (environment.WebRootFileProvider as IDisposable)?.Dispose();
}
