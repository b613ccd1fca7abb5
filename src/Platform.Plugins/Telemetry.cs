using System.Diagnostics.Metrics;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;

namespace Platform.Plugins;

/// <summary>
/// What the package measures. The tags are ids of plugins and names of contracts: the operator has installed the one, the host names the other.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private readonly Meter _meter = new("Platform.Plugins");
    private readonly Histogram<double> _calls;
    private readonly Counter<long> _ends;

    public Telemetry()
    {
        _calls = _meter.CreateHistogram<double>(
            "platform.plugins.call.duration", "s",
            "How long calls of extensions took that were made by the fault policy, by plugin, contract and how they ended.");
        _ends = _meter.CreateCounter<long>(
            "platform.plugins.process.ends", "{process}",
            "Processes of plugins that ended without being asked to, or had to be ended, by plugin.");
    }

    public void ProcessEnded(string plugin) => _ends.Add(1, new KeyValuePair<string, object?>("platform.plugins.plugin", plugin));

    public void Called(string plugin, string contract, ExtensionOutcome outcome, TimeSpan took)
    {
        if (_calls.Enabled)
        {
            _calls.Record(
                took.TotalSeconds,
                new KeyValuePair<string, object?>("platform.plugins.plugin", plugin),
                new KeyValuePair<string, object?>("platform.plugins.contract", contract),
                new KeyValuePair<string, object?>("platform.plugins.outcome", outcome.ToString()));
        }
    }

    /// <summary>Has plugins looked at when somebody measures.</summary>
    public void Observe(Func<IReadOnlyList<PluginStatus>> plugins) => _meter.CreateObservableUpDownCounter<long>(
        "platform.plugins.plugins",
        () => plugins().CountBy(static plugin => (plugin.Id, plugin.State)).Select(static count => new Measurement<long>(
            count.Value,
            new KeyValuePair<string, object?>("platform.plugins.plugin", count.Key.Id),
            new KeyValuePair<string, object?>("platform.plugins.state", count.Key.State.ToString()))),
        "{version}", "Versions of plugins, by where they are in their lives.");

    public void Dispose() => _meter.Dispose();
}
