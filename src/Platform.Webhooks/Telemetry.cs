using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks;

/// <summary>What the package measures. No host is ever a tag: there are as many of them as strangers like.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ActivitySource _source = new("Platform.Webhooks");
    private readonly Meter _meter = new("Platform.Webhooks");
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _handling;
    private readonly Histogram<double> _delivering;

    public Telemetry()
    {
        _refusals = _meter.CreateCounter<long>(
            "platform.webhooks.destination.refusals", "{call}", "Calls that were refused before anything was sent, by what is wrong with the destination.");
        _handling = _meter.CreateHistogram<double>(
            "platform.webhooks.outbox.handler.duration", "s", "How long attempts of handlers took, by handler and by what became of the event.");
        _delivering = _meter.CreateHistogram<double>(
            "platform.webhooks.delivery.duration", "s", "How long attempts to deliver webhooks took, by how they ended and by what became of the event.");
    }

    public void Refused(DestinationFault fault)
    {
        if (_refusals.Enabled)
            _refusals.Add(1, new KeyValuePair<string, object?>("platform.webhooks.fault", fault.ToString()));
    }

    /// <summary>Has lanes looked at when somebody measures.</summary>
    public void Observe(Func<IReadOnlyList<LaneStanding>> lanes, TimeProvider time)
    {
        _meter.CreateObservableUpDownCounter<long>(
            "platform.webhooks.outbox.waiting", () => lanes().Select(static lane => Measured(lane.Waiting, lane)), "{event}", "Events that wait for a consumer, those that are tried again among them.");
        _meter.CreateObservableUpDownCounter<long>(
            "platform.webhooks.outbox.dead", () => lanes().Select(static lane => Measured(lane.Dead, lane)), "{event}", "Events that were given up for a consumer.");
        _meter.CreateObservableGauge<double>(
            "platform.webhooks.outbox.oldest.age",
            () => lanes().Select(lane => Measured(lane.OldestAt is { } oldest ? (time.GetUtcNow() - oldest).TotalSeconds : 0, lane)), "s", "How long ago the oldest event was published that waits for a consumer.");
    }

    /// <summary>The span of an attempt, within the trace in which the event was published.</summary>
    public Activity? Handle(OutboxMessage message)
    {
        ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent);
        var span = _source.StartActivity("outbox handle", ActivityKind.Consumer, parent);
        span?.SetTag("platform.webhooks.event.type", message.Type);
        span?.SetTag("platform.webhooks.event.id", message.Id);
        span?.SetTag("platform.webhooks.attempt", message.Attempt);
        return span;
    }

    public void Handled(string handler, DeliveryVerdict verdict, TimeSpan duration)
    {
        if (_handling.Enabled)
        {
            _handling.Record(
                duration.TotalSeconds,
                new KeyValuePair<string, object?>("platform.webhooks.outbox.consumer", handler),
                new KeyValuePair<string, object?>("platform.webhooks.outbox.verdict", verdict.ToString()));
        }
    }

    /// <summary>The span of an attempt outside, within the trace in which the event was published. The receiver is told nothing of it.</summary>
    public Activity? Deliver(OutboxMessage message)
    {
        ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent);
        var span = _source.StartActivity("webhook deliver", ActivityKind.Client, parent);
        span?.SetTag("platform.webhooks.event.type", message.Type);
        span?.SetTag("platform.webhooks.event.id", message.Id);
        span?.SetTag("platform.webhooks.attempt", message.Attempt);
        return span;
    }

    public void Delivered(Activity? span, WebhookAttempt sent, DeliveryVerdict verdict)
    {
        span?.SetTag("http.response.status_code", sent.Status);
        if (sent.Outcome != WebhookOutcome.Delivered)
            span?.SetStatus(ActivityStatusCode.Error, sent.Reason);
        if (_delivering.Enabled)
        {
            _delivering.Record(
                sent.Duration.TotalSeconds,
                new KeyValuePair<string, object?>("platform.webhooks.outcome", sent.Outcome.ToString()),
                new KeyValuePair<string, object?>("platform.webhooks.outbox.verdict", verdict.ToString()));
        }
    }

    private static Measurement<T> Measured<T>(T value, LaneStanding lane)
        where T : struct => new(value, new KeyValuePair<string, object?>("platform.webhooks.outbox.consumer", lane.Name));

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }
}
