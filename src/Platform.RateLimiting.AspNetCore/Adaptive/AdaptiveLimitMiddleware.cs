using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Platform.RateLimiting.Adaptive.Shedding;
using Platform.RateLimiting.AspNetCore.Grpc;

namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>Lets as many requests run as the service bears, and answers what is refused.</summary>
internal sealed class AdaptiveLimitMiddleware(RequestDelegate next, RequestLimits limits, AdaptiveLimiters limiters, ILoadRefusalWriter writer)
{
    private readonly string? _claim = limits.Options.LoadPriorityClaim;
    private readonly Func<HttpContext, LoadPriority?>? _selector = limits.Options.LoadPrioritySelector;
    private readonly int _readFirst = limits.Options.MostBufferedBodyBytes;
    private readonly BodiesBeingRead _bodies = new(limits.Options.MostBufferedBodies);
    private readonly UInt128 _secret = DrawSecret();
    private readonly AdaptiveLimiter? _default = limiters.TryGet("", out var unnamed) ? unnamed : null;

    public Task InvokeAsync(HttpContext context)
    {
        if (LimiterOf(context) is not { } limiter)
            return next(context);
        if (_readFirst == 0 || !EarlyBody.IsWanted(context.Request, _readFirst))
            return AskAsync(context, limiter);
        var bucket = FairShares.BucketOf(limits.ConsumerOf(context).Hash(_secret));
        // Beyond the bound bodies are read in the places of their requests, of which each consumer has his share.
        return _bodies.TryBegin(bucket) ? ReadFirstAsync(context, limiter, bucket) : AskAsync(context, limiter);
    }

    private async Task ReadFirstAsync(HttpContext context, AdaptiveLimiter limiter, int bucket)
    {
        try
        {
            await EarlyBody.ReadAsync(context, _readFirst).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
            TakenQuotas.GiveBack(context);
            return;
        }
        catch (OperationCanceledException)
        {
            // The server is asked to stop, and waits for no body any more.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            TakenQuotas.GiveBack(context);
            return;
        }
        finally
        {
            _bodies.End(bucket);
        }
        await AskAsync(context, limiter).ConfigureAwait(false);
    }

    private Task AskAsync(HttpContext context, AdaptiveLimiter limiter)
    {
        var pending = limiter.AcquireAsync(LoadPriorities.Of(context, _selector, _claim), limits.ConsumerOf(context), context.RequestAborted);
        return pending.IsCompletedSuccessfully ? Answer(context, pending.Result) : WaitAsync(context, pending);
    }

    private AdaptiveLimiter? LimiterOf(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<IAdaptiveLimitMetadata>() is { } own)
            return own.LimitName is { } name ? limiters[name] : null;
        // A hub's connection would hold a place as long as it is open. Known by the endpoint: what a request says of itself would be a way around the limit.
        return metadata?.GetMetadata<HubMetadata>() is null ? _default : null;
    }

    private async Task WaitAsync(HttpContext context, ValueTask<AdaptiveLease> pending)
    {
        AdaptiveLease lease;
        try
        {
            lease = await pending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
            TakenQuotas.GiveBack(context);
            return;
        }
        await Answer(context, lease).ConfigureAwait(false);
    }

    private Task Answer(HttpContext context, in AdaptiveLease lease) => lease.IsAdmitted ? RunAsync(context, lease) : Refuse(context, lease);

    private async Task RunAsync(HttpContext context, AdaptiveLease lease)
    {
        var succeeded = false;
        context.Features.Set(new AdaptivePlace(lease));
        try
        {
            await next(context).ConfigureAwait(false);
            succeeded = context.Response.StatusCode < StatusCodes.Status500InternalServerError;
        }
        finally
        {
            // A client that has gone says nothing of the service, else whoever hangs up often enough would drive the limit down.
            if (context.RequestAborted.IsCancellationRequested)
                lease.Ignore();
            else
                lease.Complete(succeeded);
        }
    }

    private Task Refuse(HttpContext context, in AdaptiveLease lease)
    {
        TakenQuotas.GiveBack(context);
        context.Response.Headers.CacheControl = "no-store";
        if (GrpcRefusal.IsCall(context.Request))
        {
            GrpcRefusal.WriteUnavailable(context.Response, lease.RetryAfter);
            return Task.CompletedTask;
        }
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = ((long)Math.Ceiling(lease.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return writer.WriteAsync(context, lease);
    }

    private static UInt128 DrawSecret()
    {
        UInt128 drawn = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref drawn)));
        return drawn;
    }
}
