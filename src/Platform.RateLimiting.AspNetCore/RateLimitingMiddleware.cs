using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.RateLimiting.AspNetCore.Fields;
using Platform.RateLimiting.AspNetCore.Grpc;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Decides on each request by the policy of its endpoint, tells it how it stands, and answers what is refused.</summary>
internal sealed class RateLimitingMiddleware(RequestDelegate next, RequestLimits limits, IRateLimitRefusalWriter writer, IConsumerBehavior behavior, TimeProvider time)
{
    private readonly string? _defaultPolicy = limits.Options.DefaultPolicy;
    private readonly bool _sendFields = limits.Options.SendRateLimitFields;
    private readonly bool _sendLegacyFields = limits.Options.SendLegacyFields;

    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata.GetMetadata<IRateLimitMetadata>();
        var name = metadata is null ? _defaultPolicy : metadata.PolicyName;
        if (name is null)
            return next(context);
        var policy = limits.PolicyOf(context, name);
        if (limits.TryAcquireReturnable(context, policy, out var returnable))
            return WaitAsync(context, returnable);
        if (!limits.TryAcquire(context, policy, out var decision, out var pending))
            return WaitAsync(context, pending);
        return Answer(context, decision);
    }

    private async Task WaitAsync(HttpContext context, ValueTask<RateLimitDecision> pending) =>
        await Answer(context, await pending.ConfigureAwait(false)).ConfigureAwait(false);

    private async Task WaitAsync(HttpContext context, ValueTask<ReturnableDecision> pending)
    {
        var taken = await pending.ConfigureAwait(false);
        context.Features.Set(new TakenQuotas(taken, _sendFields, _sendLegacyFields));
        try
        {
            await Answer(context, taken.Decision).ConfigureAwait(false);
        }
        finally
        {
            // What runs for this request from here on, such as a page that tells its failure, was not counted.
            context.Features.Set<TakenQuotas>(null);
        }
    }

    private Task Answer(HttpContext context, in RateLimitDecision decision)
    {
        if (decision.IsAdmitted)
            return AnswerFixed(context, decision);
        // Its fields and Retry-After say the same.
        var refusal = decision;
        refusal.FixTime();
        return AnswerFixed(context, refusal);
    }

    private Task AnswerFixed(HttpContext context, in RateLimitDecision decision)
    {
        if (_sendFields)
            RateLimitFields.Set(context.Response.Headers, decision);
        if (_sendLegacyFields)
            RateLimitFields.SetLegacy(context.Response.Headers, decision);
        // Asked of the policy: a decision that was made without a store can come from a policy of its own.
        if (decision.Policy.Snapshot.Behavior is not null && decision.Count > 0)
            return Observe(context, decision);
        return decision.IsAdmitted ? next(context) : Refuse(context, decision);
    }

    /// <summary>The same for a policy that follows behavior, which wants to know how it ended.</summary>
    private Task Observe(HttpContext context, in RateLimitDecision decision)
    {
        var key = limits.KeyOf(context, decision.Policy);
        if (decision.IsAdmitted)
            return RunAsync(context, decision.Policy, key);
        // That usage cannot be counted is not the consumer's doing.
        if (!decision.IsLedgerMissing)
            behavior.Observe(decision.Policy, key, ConsumerCallOutcome.Refused, 0);
        return Refuse(context, decision);
    }

    private async Task RunAsync(HttpContext context, RateLimitPolicy policy, RateLimitKey key)
    {
        var began = time.GetTimestamp();
        var outcome = ConsumerCallOutcome.Failed;
        try
        {
            await next(context).ConfigureAwait(false);
            outcome = OutcomeOf(context.Response.StatusCode);
        }
        finally
        {
            if (context.RequestAborted.IsCancellationRequested)
                outcome = ConsumerCallOutcome.Ordinary;
            behavior.Observe(policy, key, outcome, time.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private static ConsumerCallOutcome OutcomeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => ConsumerCallOutcome.Probed,
        // What was refused because of load is not its doing.
        StatusCodes.Status503ServiceUnavailable => ConsumerCallOutcome.Ordinary,
        >= StatusCodes.Status500InternalServerError => ConsumerCallOutcome.Failed,
        _ => ConsumerCallOutcome.Ordinary,
    };

    private Task Refuse(HttpContext context, in RateLimitDecision decision)
    {
        // A cache would tell one caller's refusal to others.
        context.Response.Headers.CacheControl = "no-store";
        if (GrpcRefusal.IsCall(context.Request))
        {
            GrpcRefusal.Write(context.Response, decision);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = decision.Outcome == RateLimitOutcome.Blocked ? StatusCodes.Status403Forbidden
            : decision.IsLedgerMissing ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status429TooManyRequests;
        if (RateLimitFields.RetryAfterSeconds(decision) is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return writer.WriteAsync(context, decision);
    }
}
