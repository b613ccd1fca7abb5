using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Delivery;

/// <summary>A receiver outside, at the end of a lane.</summary>
internal sealed class EndpointConsumer(
    WebhookEndpoint endpoint,
    LaneDefinition definition,
    WebhookSender sender,
    RetrySchedule schedule,
    EndpointPatience patience,
    TimeProvider time,
    Jitter jitter,
    Telemetry telemetry,
    ILogger logger,
    AttemptRecorder? recorder = null) : ILaneConsumer
{
    /// <summary>That of an attempt which was begun before the lane was seen to be held back.</summary>
    private const int BegunTooEarly = -1;

    private readonly Lock _lock = new();
    private volatile WebhookEndpoint _endpoint = endpoint;
    private double _limit = Math.Min(ConcurrencyDecision.First, endpoint.Concurrency);
    private bool _isStarting = true;
    private EndpointHealth _health;
    private DateTimeOffset _heldBackUntil = DateTimeOffset.UnixEpoch;
    private DateTimeOffset _free = DateTimeOffset.UnixEpoch;
    private long _lastNote;

    public LaneDefinition Definition => definition;

    public static EndpointConsumer Create(
        IServiceProvider services, WebhookEndpoint endpoint, LaneDefinition definition, AttemptRecorder? recorder = null) => new(
        endpoint,
        definition,
        services.GetRequiredService<WebhookSender>(),
        services.GetRequiredService<IOptions<PlatformOutboxOptions>>().Value.Retry,
        EndpointPatience.Of(services.GetRequiredService<IOptions<PlatformWebhooksOptions>>().Value),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<Jitter>(),
        services.GetRequiredService<Telemetry>(),
        services.GetService<ILogger<WebhookEndpoint>>() ?? NullLogger<WebhookEndpoint>.Instance,
        recorder);

    /// <summary>From the next attempt on. What was learnt of it stays.</summary>
    public void Change(WebhookEndpoint changed) => _endpoint = changed;


    public bool IsOwn => false;

    /// <summary>After the breaker has opened there is one probe at a time, until one is delivered.</summary>
    public int Concurrency
    {
        get
        {
            lock (_lock)
                return _health.Openings > 0 ? 1 : Math.Min((int)_limit, _endpoint.Concurrency);
        }
    }

    public DateTimeOffset FreeAt
    {
        get
        {
            lock (_lock)
                return _free;
        }
    }

    public DateTimeOffset? Admit(DateTimeOffset now)
    {
        if (_endpoint.Rate is not { } rate)
            return null;
        lock (_lock)
        {
            (_free, var notBefore) = RateDecision.After(rate, _free, now);
            return notBefore;
        }
    }

    /// <summary>A lane is given back whenever nothing is due in it. What only this process has counted stays, unless another has had the lane and found out something else.</summary>
    public void Take(LaneLease lease)
    {
        var found = EndpointHealth.Read(lease.Health);
        lock (_lock)
        {
            if (found.IsOtherThan(_health))
                (_health, _heldBackUntil) = (found, DateTimeOffset.UnixEpoch);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Attempt> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        int openings;
        DateTimeOffset heldBackUntil;
        lock (_lock)
            (openings, heldBackUntil) = (time.GetUtcNow() < _heldBackUntil ? BegunTooEarly : _health.Openings, _heldBackUntil);
        using var span = telemetry.Deliver(message);
        WebhookAttempt sent;
        try
        {
            var to = _endpoint;
            var content = to.Format?.Write(message) ?? new WebhookContent(message.ContentType, message.Body);
            var answer = recorder?.Answer();
            sent = await sender.SendAsync(
                to.Url, to.Signer, message.Id, content.ContentType, content.Body, answer, cancellationToken).ConfigureAwait(false);
            recorder?.Keep(definition.Name, message, content, sent, answer);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return NotSent(span, message, failure);
        }
        var attempt = EndpointDecision.Of(sent, schedule, message.Attempt, sent.Outcome == WebhookOutcome.Delivered
            ? 0 : jitter.Next(), openings != 0) with
        { Note = Learn(sent, openings, heldBackUntil) };
        telemetry.Delivered(span, sent, attempt.Verdict);
        // One line for each attempt, with all there is to know of it.
        Log.Attempted(
            logger, Level(attempt.Verdict), _endpoint.Name, message.Id, message.Type, message.Attempt, sent.Outcome, sent.Status, sent.Fault, sent.Duration, attempt.Verdict, attempt.Wait, message.Tenant, message.OrderKey);
        return attempt;
    }

    /// <summary>The receiver has no part in it, so neither its breaker nor how much it is sent changes.</summary>
    private Attempt NotSent(Activity? span, OutboxMessage message, Exception failure)
    {
        var reason = Attempt.ReasonOf(failure);
        var attempt = WebhookSender.CanBeSent(message.Id, message.ContentType)
            ? Attempt.Failed(schedule, message.Attempt, jitter.Next(), reason)
            : new Attempt(DeliveryVerdict.Dead, TimeSpan.Zero, reason);
        span?.SetStatus(ActivityStatusCode.Error, reason);
        Log.NotSent(logger, Level(attempt.Verdict), failure, _endpoint.Name, message.Id, message.Type, message.Attempt, attempt.Verdict, attempt.Wait);
        return attempt;
    }

    /// <summary>A failure of an attempt that was under way when the breaker opened is no failed probe; nor is its success a reason to disturb who has asked for time since.</summary>
    private LaneNote? Learn(WebhookAttempt sent, int openings, DateTimeOffset heldBackUntil)
    {
        lock (_lock)
        {
            _isStarting &= !ConcurrencyDecision.IsTooMuch(sent.Outcome);
            _limit = ConcurrencyDecision.After(_limit, sent.Outcome, _endpoint.Concurrency, _isStarting);
            var (before, now) = (_health, time.GetUtcNow());
            if (openings != before.Openings && sent.Outcome is not (WebhookOutcome.Delivered or WebhookOutcome.Gone))
                return null;
            (_health, var until) = BreakerDecision.After(before, sent, now, patience);
            if (until is null && _heldBackUntil != heldBackUntil && _heldBackUntil > now)
                until = _heldBackUntil;
            _heldBackUntil = until ?? DateTimeOffset.UnixEpoch;
            if (until is null && !_health.IsOtherThan(before))
                return null;
            return new LaneNote(++_lastNote, new LaneCondition(until ?? DateTimeOffset.UnixEpoch, _health.IsDisabled, _health.Write()), Tell(before, sent, until, now));
        }
    }

    /// <summary>What the operator reads in the log, others hear as an event.</summary>
    private OutboxEvent[] Tell(EndpointHealth before, WebhookAttempt sent, DateTimeOffset? until, DateTimeOffset now)
    {
        if (_health.IsDisabled && !before.IsDisabled)
        {
            Log.EndpointDisabled(logger, _endpoint.Name, _health.FailingSince, _health.Failures, sent.Outcome);
            return [Told(WebhookEndpointCondition.DisabledType, _health)];
        }
        if (_health.Openings > before.Openings)
            Log.EndpointHeldBack(logger, _endpoint.Name, until, _health.FailingSince, _health.Failures);
        if (_health.Warned > before.Warned)
        {
            Log.EndpointFailing(logger, _endpoint.Name, _health.FailingSince, _health.Failures, sent.Outcome);
            return [Told(WebhookEndpointCondition.FailingType, _health)];
        }
        if (before.Warned == 0 || sent.Outcome != WebhookOutcome.Delivered)
            return [];
        Log.EndpointRecovered(logger, _endpoint.Name, before.FailingSince, before.Failures);
        return [Told(WebhookEndpointCondition.RecoveredType, before)];

        OutboxEvent Told(string type, EndpointHealth health) =>
            new WebhookEndpointCondition(_endpoint.Name, _endpoint.Tenant, health.FailingSince ?? now, health.Failures, sent.Reason).ToEvent(type, time);
    }

    private static LogLevel Level(DeliveryVerdict verdict) => verdict switch
    {
        DeliveryVerdict.Done => LogLevel.Information,
        DeliveryVerdict.Retry or DeliveryVerdict.Later => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
