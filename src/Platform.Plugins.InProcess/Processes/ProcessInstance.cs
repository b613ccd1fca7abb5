using System.Collections.Immutable;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Frames;
using Platform.Plugins.Generations;
using Platform.Plugins.Manifests;
using Platform.Plugins.Observing;
using Platform.Plugins.Processes;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>
/// A release of a plugin in a process of its own, which is started again when it ends by itself, and ended when it goes on with what nobody
/// waits for. What calls it stays the same: between two processes its calls fail at once.
/// </summary>
internal sealed class ProcessInstance(
    ProcessPlan plan, ProcessPlugins plugins, RestartPolicy policy, PlatformPluginsOptions options, Telemetry telemetry,
    PluginWatch watch, Func<double> chance)
    : IPluginInstance, IWatchedInstance
{
    /// <summary>How often within <see cref="ProcessPlugins.OverdueTimeout"/> the supervisor looks.</summary>
    private const int Looks = 4;

    private readonly Dictionary<ManifestContribution, object> _contributions = [];
    private readonly CancellationTokenSource _ends = new();
    private ImmutableArray<DateTimeOffset> _crashes = [];
    private State _state = new(null, PluginState.Restarting, null);
    private Task _supervising = Task.CompletedTask;

    public (PluginState State, string? Reason) Condition
    {
        get
        {
            var state = Volatile.Read(ref _state);
            return (state.Condition, state.Reason);
        }
    }

    public string Isolation { get; private set; } = "";

    private string Name => plan.Name;

    public async Task StartAsync(IReadOnlyDictionary<string, PluginWire> wires, CancellationToken cancellationToken)
    {
        var process = await PluginProcess.StartAsync(plan, cancellationToken).ConfigureAwait(false);
        var contributions = plan.Release.Manifest.Contributions;
        for (var i = 0; i < contributions.Count; i++)
        {
            if (wires.TryGetValue(contributions[i].Contract, out var wire))
                _contributions[contributions[i]] = wire.CreateProxy(new LivingTarget(this, i));
        }
        Be(process);
    }

    public void Watch()
    {
        var process = Volatile.Read(ref _state).Process!;
        _supervising = Task.Run(() => SuperviseAsync(process), CancellationToken.None);
    }

    public object GetContribution(ManifestContribution contribution) => _contributions[contribution];

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync().ConfigureAwait(false);
        await _supervising.ConfigureAwait(false);
        if (Volatile.Read(ref _state).Process is { } process)
            await process.StopAsync(options.StopTimeout / 2).ConfigureAwait(false);
        _ends.Dispose();
    }

    /// <summary>Nothing of it is in this process.</summary>
    public WeakReference? Unload() => new(null);

    private void Be(PluginProcess process)
    {
        Isolation = process.Level;
        var targets = plan.Release.Manifest.Contributions.Select((_, at) => process.Target(at + 1)).ToArray();
        Volatile.Write(ref _state, new State(process, PluginState.Active, null) { Targets = targets });
    }

    /// <summary>Until it is stopped, or in quarantine.</summary>
    private async Task SuperviseAsync(PluginProcess process)
    {
        try
        {
            while (true)
            {
                var reason = await EndOfAsync(process).ConfigureAwait(false);
                Volatile.Write(ref _state, new State(null, PluginState.Restarting, $"Its process {reason}."));
                await process.DisposeAsync().ConfigureAwait(false);
                if (await StartAgainAsync(reason).ConfigureAwait(false) is not { } next)
                    return;
                process = next;
                Be(process);
                watch.ProcessStartedAgain(plan.Release.Manifest.Id, plan.Release.Manifest.Version.ToString());
            }
        }
        catch (Exception) when (_ends.IsCancellationRequested)
        {
            // It is stopped, perhaps in the middle of a start, which leaves nothing behind.
        }
    }

    /// <summary>Waits until the process has ended, or has to be ended.</summary>
    private async Task<string> EndOfAsync(PluginProcess process)
    {
        var interval = plugins.OverdueTimeout / Looks;
        using var looks = new PeriodicTimer(interval, plan.Time);
        var (used, busyLooks) = (process.ProcessorTime, 0);
        while (true)
        {
            var look = looks.WaitForNextTickAsync(_ends.Token).AsTask();
            if (await Task.WhenAny(look, process.Ended).ConfigureAwait(false) != look)
                return await process.DescribeEndAsync().ConfigureAwait(false);
            await look.ConfigureAwait(false);
            if (process.LookForOverdue() > Looks)
                return Ended($"was ended: a call went on for {plugins.OverdueTimeout} after nobody waited for it any more");
            var now = process.ProcessorTime;
            busyLooks = plugins.MostProcessors is { } most && now - used > interval * most ? busyLooks + 1 : 0;
            used = now;
            if (busyLooks >= Looks)
                return Ended($"was ended: it has used more than {plugins.MostProcessors} processors for {plugins.OverdueTimeout}");
        }

        string Ended(string reason)
        {
            process.Kill();
            return reason;
        }
    }

    /// <summary>Starts another process, after as long as the policy says.</summary>
    /// <returns>It; nothing where the plugin is in quarantine.</returns>
    private async Task<PluginProcess?> StartAgainAsync(string reason)
    {
        var (id, version) = (plan.Release.Manifest.Id, plan.Release.Manifest.Version.ToString());
        while (true)
        {
            telemetry.ProcessEnded(id);
            (_crashes, var wait) = policy.Decide(_crashes, plan.Time.GetUtcNow(), chance());
            if (wait is not { } pause)
            {
                watch.ProcessQuarantined(id, version, reason);
                var often = $"Its process {reason}. It has ended {_crashes.Length} times within {policy.Window}.";
                Volatile.Write(ref _state, new State(null, PluginState.Quarantined, often));
                return null;
            }
            watch.ProcessEnded(id, version, reason, pause);
            await Task.Delay(pause, plan.Time, _ends.Token).ConfigureAwait(false);
            try
            {
                using var deadline = new CancellationTokenSource(options.StartTimeout, plan.Time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _ends.Token);
                var process = await PluginProcess.StartAsync(plan, both.Token).ConfigureAwait(false);
                return process;
            }
            catch (Exception fault) when (!_ends.IsCancellationRequested)
            {
                reason = $"could not be started again: {fault.Message.TrimEnd('.')}";
                Volatile.Write(ref _state, new State(null, PluginState.Restarting, $"Its process {reason}."));
            }
        }
    }

    /// <summary>How it stands, all at once.</summary>
    private sealed record State(PluginProcess? Process, PluginState Condition, string? Reason)
    {
        public IPluginChannel[] Targets { get; init; } = [];
    }

    /// <summary>One implementation, in whichever process there is.</summary>
    private sealed class LivingTarget(ProcessInstance instance, int index) : IPluginChannel
    {
        public WireMessage Rent() => Current().Rent();

        public ValueTask<WireMessage> CallAsync(int member, WireMessage arguments, CancellationToken cancellationToken)
        {
            if (Find() is { } channel)
                return channel.CallAsync(member, arguments, cancellationToken);
            arguments.Dispose();
            return ValueTask.FromException<WireMessage>(Down());
        }

        public IAsyncEnumerable<WireMessage> StreamAsync(int member, WireMessage arguments, CancellationToken cancellationToken)
        {
            if (Find() is { } channel)
                return channel.StreamAsync(member, arguments, cancellationToken);
            arguments.Dispose();
            throw Down();
        }

        private IPluginChannel Current() => Find() ?? throw Down();

        private IPluginChannel? Find() => Volatile.Read(ref instance._state).Targets is { Length: > 0 } targets ? targets[index] : null;

        private PluginConnectionException Down()
        {
            var (state, reason) = instance.Condition;
            return new PluginConnectionException($"{instance.Name} does not run ({state}). {reason}");
        }
    }
}
