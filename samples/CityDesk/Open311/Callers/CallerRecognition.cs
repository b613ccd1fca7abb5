using System.Security.Claims;
using CityDesk.Domain;
using CityDesk.Limits;
using CityDesk.Open311.Parameters;
using CityDesk.Open311.Submission;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace CityDesk.Open311.Callers;

/// <summary>
/// Finds out who calls Open311 before it is decided what they may use: a key stands in the form of a POST, as the standard has it, or in the address. What
/// was read for it the endpoint has from <see cref="OpenCaller"/>.
/// </summary>
internal sealed class CallerRecognition(RequestDelegate next, BodiesUnderWay bodies, TimeProvider time)
{
    private const string AuthenticationType = "api_key";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<OpenEndpoint>() is not null)
        {
            var caller = await RecogniseAsync(context, readsForm: metadata.GetMetadata<FormEndpoint>() is not null);
            // Who could not be looked up is not a stranger: he would be counted, and refused, for somebody else.
            if (!caller.Consumer.TryGet(out var consumer, out var fault) && fault.Descriptor == DeskErrors.Descriptors.DeskBusy)
            {
                await fault.ToHttpResult().ExecuteAsync(context);
                return;
            }

            context.Features.Set(caller);
            context.Features.Set(new LimitedCaller(consumer?.Name, IsPosting: caller.Form is not null));
            // A session of the staff opens nothing here, and whoever has both counts by the key.
            if (consumer is not null)
                context.User = PrincipalOf(consumer);
        }

        await next(context);
    }

    private async Task<OpenCaller> RecogniseAsync(HttpContext context, bool readsForm)
    {
        var errors = new ErrorCollector();
        var query = CallParameters.OfQuery(context.Request, errors);
        var keys = context.RequestServices.GetRequiredService<ApiKeys>();
        var caller = context.Connection.RemoteIpAddress;
        var byAddress = await keys.AuthenticateAsync([query], caller, context.RequestAborted);
        if (!readsForm)
            return new OpenCaller(query, null, errors, byAddress);

        var form = await ReadFormAsync(context, byAddress.TryGet(out var holder) ? holder : null, errors);
        var hasKey = form.TryGet(out var read, out _) && read.All.Any(static pair => pair.Key == ApiKeys.Name);
        return new OpenCaller(query, form, errors, hasKey ? await keys.AuthenticateAsync([read!, query], caller, context.RequestAborted) : byAddress);
    }

    private async Task<Result<CallParameters>> ReadFormAsync(HttpContext context, ApiConsumer? holder, ErrorCollector errors)
    {
        using var body = holder is null ? bodies.Begin(context.Connection.RemoteIpAddress) : bodies.Begin(holder.Name);
        if (!body.IsAdmitted)
            return DeskErrors.DeskBusy(BodiesUnderWay.Wait.Seconds).WithRetryAfter(BodiesUnderWay.Wait);
        if (holder is not null)
            return await FormBody.ReadAsync(context, FormBody.MaxBytes, errors, context.RequestAborted);

        using var patience = new CancellationTokenSource(BodiesUnderWay.Patience, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await FormBody.ReadAsync(context, FormBody.MaxBytesOfStrangers, errors, ending.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return CommonErrors.RequestTimeout();
        }
    }

    private static ClaimsPrincipal PrincipalOf(ApiConsumer consumer) => new(new ClaimsIdentity(
        [new Claim(LimitedCaller.TenantClaim, consumer.Name), new Claim(LimitedCaller.TierClaim, consumer.Tier)],
        AuthenticationType));
}
