using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CityDesk;

/// <summary>
/// Keeps the host and its server from logging that they could not start: that is told once, by <see cref="StartFailure"/> or,
/// where nobody knows better, by the runtime. What goes wrong after the start they log as the settings say.
/// </summary>
internal sealed class StartupLogs : IPostConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>, IDisposable
{
    private static readonly string[] Quiet = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly CancellationTokenSource _started = new();

    public string Name => Options.DefaultName;

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        if (_started.IsCancellationRequested)
            return;
        foreach (var category in Quiet)
            options.Rules.Add(new LoggerFilterRule(providerName: null, category, LogLevel.None, filter: null));
    }

    /// <summary>Changes once, with <see cref="OnStarted"/>.</summary>
    public IChangeToken GetChangeToken() => new CancellationChangeToken(_started.IsCancellationRequested ? CancellationToken.None : _started.Token);

    public void OnStarted() => _started.Cancel();

    public void Dispose() => _started.Dispose();
}
