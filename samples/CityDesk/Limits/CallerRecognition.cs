using System.Security.Claims;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using CityDesk.Open311.Submission;
using Microsoft.AspNetCore.Http.Features;
using Platform.Errors;
using Platform.RateLimiting;

namespace CityDesk.Limits;

/// <summary>
/// Finds out who calls Open311 before it is decided what they may use: a key stands in the form of a POST, as the standard has it, or in the address. What
/// was read for it the endpoint has from <see cref="OpenCaller"/>.
/// </summary>
internal sealed class CallerRecognition(RequestDelegate next)
{
    public const string TenantClaim = "citydesk:consumer";
    public const string TierClaim = "citydesk:tier";

    private const string AuthenticationType = "api_key";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<IsOpen311>() is not null)
        {
            var caller = await RecogniseAsync(context, readsForm: metadata.GetMetadata<TakesForm>() is not null);
            context.Features.Set(caller);
            // A session of the staff opens nothing here, and whoever has both counts by the key.
            if (caller.Consumer.TryGet(out var consumer, out _))
                context.User = PrincipalOf(consumer);
        }

        await next(context);
    }

    /// <summary>Behind the one name of all endpoints of Open311 stand three policies.</summary>
    public static string PolicyOf(HttpContext context) => context.Features.GetRequiredFeature<OpenCaller>() is var caller && caller.Consumer.IsSuccess
        ? LimitPolicies.Keys
        : caller.Form is null ? LimitPolicies.Reads : LimitPolicies.Posts;

    /// <summary>Under overload who has a key comes before who has none. Everything else says its priority at its endpoint.</summary>
    public static LoadPriority? PriorityOf(HttpContext context) =>
        context.Features.Get<OpenCaller>() is { } caller ? caller.Consumer.IsSuccess ? LoadPriority.Normal : LoadPriority.Background : null;

    private static async Task<OpenCaller> RecogniseAsync(HttpContext context, bool readsForm)
    {
        var errors = new ErrorCollector();
        var query = CallParameters.OfQuery(context.Request, errors);
        var keys = context.RequestServices.GetRequiredService<ApiKeys>();
        if (!readsForm)
            return new OpenCaller(query, null, errors, await keys.AuthenticateAsync([query], context.RequestAborted));

        var form = await FormBody.ReadAsync(context, errors);
        CallParameters[] places = form.TryGet(out var read, out _) ? [read, query] : [query];
        return new OpenCaller(query, form, errors, await keys.AuthenticateAsync(places, context.RequestAborted));
    }

    private static ClaimsPrincipal PrincipalOf(ApiConsumer consumer) => new(new ClaimsIdentity(
        [new Claim(TenantClaim, consumer.Name), new Claim(TierClaim, consumer.Tier)],
        AuthenticationType));
}

/// <summary>Who calls, and what was read to know it.</summary>
/// <param name="Query">What stands in the address.</param>
/// <param name="Form">The form, or why there is none; <see langword="null"/> for calls that have none.</param>
/// <param name="Errors">What is wrong within either.</param>
/// <param name="Consumer">The holder of the key, or what is wrong with it.</param>
internal sealed record OpenCaller(CallParameters Query, Result<CallParameters>? Form, ErrorCollector Errors, Result<ApiConsumer> Consumer);

/// <summary>Marks an endpoint of Open311.</summary>
internal sealed class IsOpen311;

/// <summary>Marks an endpoint that takes a form.</summary>
internal sealed class TakesForm;
