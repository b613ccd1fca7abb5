using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>A handler in the process.</summary>
internal sealed class HandlerConsumer(
    HandlerRegistration registration, PlatformOutboxOptions options, IServiceScopeFactory scopes, TimeProvider time, Jitter jitter, Telemetry telemetry, ILogger logger) : ILaneConsumer
{
    public LaneDefinition Definition => registration.Definition;

    public bool IsOwn => true;

    public int Concurrency => options.HandlerConcurrency;

    public DateTimeOffset FreeAt => DateTimeOffset.UnixEpoch;

    public DateTimeOffset? Admit(DateTimeOffset now) => null;

    /// <summary>A handler has nothing to remember.</summary>
    public void Take(LaneLease lease)
    {
    }

    public async ValueTask<Attempt> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        using var span = telemetry.Handle(message);
        var begun = time.GetTimestamp();
        var attempt = await HandleAsync(message, cancellationToken).ConfigureAwait(false);
        telemetry.Handled(Definition.Name, attempt.Verdict, time.GetElapsedTime(begun));
        if (attempt.Verdict != DeliveryVerdict.Done)
            span?.SetStatus(ActivityStatusCode.Error, attempt.Reason);
        return attempt;
    }

    private async ValueTask<Attempt> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.HandlerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
                await registration.Create(scope.ServiceProvider).HandleAsync(message, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
            return Attempt.Delivered;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            var reason = deadline.IsCancellationRequested ? $"It took longer than {options.HandlerTimeout}." : Attempt.ReasonOf(failure);
            var attempt = Attempt.Failed(options.Retry, message.Attempt, jitter.Next(), reason);
            if (attempt.Verdict == DeliveryVerdict.Dead)
                Log.HandlerGaveUp(logger, failure, Definition.Name, message.Id, message.Type, message.Attempt);
            else
                Log.HandlerFailed(logger, failure, Definition.Name, message.Id, message.Type, message.Attempt, attempt.Wait);
            return attempt;
        }
    }
}
