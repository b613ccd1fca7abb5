using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Audit;

/// <summary>What the package measures. Nothing of what is recorded is ever a tag but the name of an event.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ActivitySource _source;
    private readonly Meter _meter;
    private readonly Counter<long> _batches;
    private readonly Histogram<long> _batchSize;
    private readonly Histogram<double> _batchDuration;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _allowed;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _checkpoints;
    private readonly Counter<long> _publicationFailures;
    private readonly Counter<long> _timeHeld;
    private readonly Counter<long> _intake;
    private readonly UpDownCounter<long> _tenants;
    private readonly bool _isOfTenant;

    public Telemetry()
    {
        _source = new ActivitySource("Platform.Audit");
        _meter = new Meter("Platform.Audit");
        _batches = _meter.CreateCounter<long>("platform.audit.batches", "{batch}", "Transactions that records were sent in, by result: committed or failed.");
        _batchSize = _meter.CreateHistogram<long>("platform.audit.batch.size", "{record}", "Records in one transaction.");
        _batchDuration = _meter.CreateHistogram<double>("platform.audit.batch.duration", "s", "How long a transaction took.");
        _rejected = _meter.CreateCounter<long>("platform.audit.events.rejected", "{event}", "Events that could not be recorded, so that what they are about was refused.");
        _allowed = _meter.CreateCounter<long>("platform.audit.events.allowed", "{event}", "Events that were allowed before they were recorded, because the store took too long. They are recorded when it is back, unless they are counted as lost.");
        _lost = _meter.CreateCounter<long>("platform.audit.events.lost", "{event}", "Events that were accepted or allowed and never recorded. Anything but 0 is an alarm.");
        _checkpoints = _meter.CreateCounter<long>("platform.audit.checkpoints", "{checkpoint}", "Checkpoints that were signed and stored.");
        _publicationFailures = _meter.CreateCounter<long>("platform.audit.publication.failures", "{attempt}", "Attempts to store or publish a checkpoint that failed.");
        _timeHeld = _meter.CreateCounter<long>("platform.audit.time.held", "{time}", "Times that the clock was found behind the last record.");
        _intake = _meter.CreateCounter<long>("platform.audit.intake.records", "{record}", "Records of events that were committed in transactions of others.");
        _tenants = _meter.CreateUpDownCounter<long>("platform.audit.tenants.open", "{log}", "Logs of tenants that are open.");
    }

    /// <summary>The same for logs that come and go: what is looked at when somebody measures is that of the host's log alone, for a meter keeps for ever whoever is to be asked.</summary>
    private Telemetry(Telemetry shared)
    {
        (_source, _meter, _batches, _batchSize, _batchDuration, _rejected, _allowed, _lost) =
            (shared._source, shared._meter, shared._batches, shared._batchSize, shared._batchDuration, shared._rejected, shared._allowed, shared._lost);
        (_checkpoints, _publicationFailures, _timeHeld, _intake, _tenants) =
            (shared._checkpoints, shared._publicationFailures, shared._timeHeld, shared._intake, shared._tenants);
        _isOfTenant = true;
    }

    /// <summary>What the logs of tenants count with.</summary>
    public Telemetry OfTenants() => new(this);

    /// <summary>Has the queue and the store looked at when somebody measures.</summary>
    public void Observe(Func<int> waiting, Func<bool> isAvailable)
    {
        if (_isOfTenant)
            return;
        _meter.CreateObservableUpDownCounter("platform.audit.queue.length", waiting, "{record}", "Records that wait for the store, or are on their way.");
        _meter.CreateObservableUpDownCounter("platform.audit.store.available", () => isAvailable() ? 1L : 0L, "{store}", "1 while the store answers, 0 while nothing can be recorded.");
    }

    /// <summary>Has the sizes looked at when somebody measures.</summary>
    public void ObserveSizes(Func<long> durable, Func<long> published, Func<long> witnessed)
    {
        if (_isOfTenant)
            return;
        _meter.CreateObservableUpDownCounter("platform.audit.size.durable", durable, "{record}", "Records in the store, as this process knows.");
        _meter.CreateObservableUpDownCounter("platform.audit.size.published", published, "{record}", "Records that the last checkpoint covers.");
        _meter.CreateObservableUpDownCounter("platform.audit.size.witnessed", witnessed, "{record}", "Records that a checkpoint covers which enough witnesses have cosigned.");
    }

    /// <summary>A span for a transaction, of its own: it serves many requests.</summary>
    public Activity? StartCommit(int records) =>
        _source.StartActivity("audit commit records", ActivityKind.Client, parentContext: default)?.SetTag("platform.audit.batch.size", records);

    public void Committed(int records, bool isCommitted, TimeSpan duration)
    {
        var result = new KeyValuePair<string, object?>("platform.audit.result", isCommitted ? "committed" : "failed");
        _batches.Add(1, result);
        _batchSize.Record(records, result);
        _batchDuration.Record(duration.TotalSeconds, result);
    }

    public void Rejected(string name) => _rejected.Add(1, Event(name));

    public void GivenUp(int allowed, int rejected)
    {
        if (allowed > 0)
            _allowed.Add(allowed);
        if (rejected > 0)
            _rejected.Add(rejected);
    }

    public void Lost(int events) => _lost.Add(events);

    public void Lost(string name) => _lost.Add(1, Event(name));

    public void Signed() => _checkpoints.Add(1);

    public void PublicationFailed() => _publicationFailures.Add(1);

    public void TakenUp(int records) => _intake.Add(records);

    public void TimeHeld() => _timeHeld.Add(1);

    public void TenantOpened() => _tenants.Add(1);

    public void TenantClosed() => _tenants.Add(-1);

    public void Dispose()
    {
        if (_isOfTenant)
            return;
        _source.Dispose();
        _meter.Dispose();
    }

    private static KeyValuePair<string, object?> Event(string name) => new("platform.audit.event", name);
}
