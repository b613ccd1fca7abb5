using System.Collections.Concurrent;
using System.Collections.Immutable;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Extensions;
using Platform.Plugins.Observing;
using Platform.Plugins.Storage;

namespace Platform.Plugins.Generations;

/// <summary>Starts plugins, each on a thread of the pool and to a deadline. Knows nothing of what else runs.</summary>
internal sealed class PluginStarter
{
    private readonly PluginStore _store;
    private readonly ImmutableArray<IPluginRuntime> _runtimes;
    private readonly ImmutableArray<ExtensionPointRegistration> _points;
    private readonly Dictionary<string, Type> _types;
    private readonly PlatformPluginsOptions _options;
    private readonly TimeProvider _time;
    private readonly PluginWatch _watch;

    /// <summary>The packages of which a start or a stop has not ended: each keeps a thread, and none is started again meanwhile.</summary>
    private readonly ConcurrentDictionary<string, bool> _stuck = new(StringComparer.Ordinal);

    public PluginStarter(
        PluginStore store, IEnumerable<IPluginRuntime> runtimes, ImmutableArray<ExtensionPointRegistration> points, PlatformPluginsOptions options,
        TimeProvider time, PluginWatch watch)
    {
        (_store, _points, _options, _time, _watch) = (store, points, options, time, watch);
        _runtimes = [.. runtimes.OrderBy(runtime => runtime.Isolation)];
        _types = points.ToDictionary(point => point.Name, point => point.Contract, StringComparer.Ordinal);
    }

    /// <summary>One that does not stop is not started again before the host is.</summary>
    public void Stick(string digest) => _stuck[digest] = true;

    /// <summary>Starts one. Never throws: one bad plugin never keeps the others, or the host, from starting.</summary>
    /// <returns>What was started, or why it was not.</returns>
    public async Task<(Generation? Started, string? Reason)> StartAsync(InstalledPlugin plugin, CancellationToken cancellationToken)
    {
        try
        {
            if (_stuck.ContainsKey(plugin.Digest))
            {
                throw new PluginStartException(
                    $"{plugin.Manifest.Id} {plugin.Manifest.Version} did not end when it was to: it is not started again before it does, or the host is.");
            }
            if (_runtimes.FirstOrDefault(each => each.Isolation >= plugin.Manifest.Isolation) is not { } runtime)
                throw new PluginStartException($"{plugin.Manifest.Id} asks for the isolation {plugin.Manifest.Isolation}, which this host does not have.");
            var release = _store.OpenRelease(plugin.Manifest.Id);
            if (release.Digest != plugin.Digest)
                throw new PluginStartException($"{plugin.Manifest.Id} was exchanged in the store a moment ago: the next refresh starts it.");
            var generation = await StartAsync(runtime, release, cancellationToken).ConfigureAwait(false);
            _watch.Started(generation);
            generation.Watch();
            return (generation, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (null, "It was not needed any more before it had started.");
        }
        catch (Exception fault)
        {
            var reason = fault is TimeoutException ? $"It did not start within {_options.StartTimeout}." : fault.Message;
            _watch.StartFailed(plugin, fault, reason);
            return (null, reason);
        }
    }

    private async Task<Generation> StartAsync(IPluginRuntime runtime, PluginRelease release, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = given.Token;
        var starting = Task.Run(() => CreateAsync(runtime, release, token), CancellationToken.None);
        try
        {
            return await starting.WaitAsync(_options.StartTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException)
        {
            _stuck[release.Digest] = true;
            _ = EndLateAsync(starting, release.Digest);
            await given.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<Generation> CreateAsync(IPluginRuntime runtime, PluginRelease release, CancellationToken cancellationToken)
    {
        var instance = await runtime.StartAsync(release, _types, cancellationToken).ConfigureAwait(false);
        var generation = new Generation(release, instance, new CallBounds(_options.CallsAtOnce, _options.OverdueCalls, _time));
        try
        {
            foreach (var point in _points)
            {
                foreach (var contribution in release.Manifest.Contributions.Where(contribution => contribution.Contract == point.Name))
                    point.Create(generation, instance, contribution, _time);
            }
            return generation;
        }
        catch (Exception)
        {
            await generation.StopAsync(_options.StopTimeout, _time).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What starts after nobody waits for it any more is stopped at once.</summary>
    private async Task EndLateAsync(Task<Generation> starting, string digest)
    {
        try
        {
            var late = await starting.ConfigureAwait(false);
            if (!await late.StopAsync(_options.StopTimeout, _time).ConfigureAwait(false))
                return;
        }
        catch (Exception)
        {
            // It was told already that it did not start.
        }
        _stuck.TryRemove(digest, out _);
    }
}
