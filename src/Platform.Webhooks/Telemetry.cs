using System.Diagnostics.Metrics;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks;

/// <summary>What the package measures. No host is ever a tag: there are as many of them as strangers like.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly Meter _meter = new("Platform.Webhooks");
    private readonly Counter<long> _refusals;

    public Telemetry() => _refusals = _meter.CreateCounter<long>(
        "platform.webhooks.destination.refusals", "{call}", "Calls that were refused before anything was sent, by what is wrong with the destination.");

    public void Refused(DestinationFault fault)
    {
        if (_refusals.Enabled)
            _refusals.Add(1, new KeyValuePair<string, object?>("platform.webhooks.fault", fault.ToString()));
    }

    public void Dispose() => _meter.Dispose();
}
