using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Webhooks.AspNetCore;

/// <summary>What the package measures.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly Meter _meter = new("Platform.Webhooks.AspNetCore");
    private readonly Counter<long> _received;

    public Telemetry() => _received = _meter.CreateCounter<long>(
        "platform.webhooks.received", "{message}", "Messages by source and what became of them; of those that were refused, by the fault.");

    /// <summary>Counts a message, and marks the span of its request.</summary>
    public void Received(string source, string outcome)
    {
        if (_received.Enabled)
            _received.Add(1, Source(source), Outcome(outcome));
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.SetTag("platform.webhooks.source", source);
            span.SetTag("platform.webhooks.outcome", outcome);
        }
    }

    private static KeyValuePair<string, object?> Source(string name) => new("platform.webhooks.source", name);

    private static KeyValuePair<string, object?> Outcome(string name) => new("platform.webhooks.outcome", name);

    public void Dispose() => _meter.Dispose();
}
