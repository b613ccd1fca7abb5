using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Endpoints;

/// <summary>Stands between the handler and its answer: the result is known, and nothing of it has been sent.</summary>
internal sealed partial class RecordingFilter(AuditEventType type, string? target) : IEndpointFilter
{
    private const int MaxTargetLength = 512;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var log = context.HttpContext.RequestServices.GetRequiredService<IAuditLog>();
        object? result;
        try
        {
            result = await next(context).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Recorded also when nobody waits for the answer any more: it was tried.
            await log.AppendAsync(Event(context.HttpContext, AuditOutcome.Failure)).ConfigureAwait(false);
            throw;
        }
        await log.AppendAsync(Event(context.HttpContext, OutcomeOf(result, context.HttpContext.Response))).ConfigureAwait(false);
        return result;
    }

    private AuditEvent Event(HttpContext context, AuditOutcome outcome) => new(type) { Target = TargetOf(context), Outcome = outcome };

    private static AuditOutcome OutcomeOf(object? result, HttpResponse response) =>
        ((result as IStatusCodeHttpResult ?? (result as INestedHttpResult)?.Result as IStatusCodeHttpResult)?.StatusCode ?? (Denies(result) ? StatusCodes.Status403Forbidden : response.StatusCode)) switch
        {
            StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => AuditOutcome.Denied,
            >= StatusCodes.Status400BadRequest => AuditOutcome.Failure,
            _ => AuditOutcome.Success,
        };

    /// <summary>These have no status of their own: the scheme answers.</summary>
    private static bool Denies(object? result) =>
        (result is INestedHttpResult nested ? nested.Result : result) is Microsoft.AspNetCore.Http.HttpResults.ForbidHttpResult or Microsoft.AspNetCore.Http.HttpResults.ChallengeHttpResult;

    /// <summary>Whoever asks chooses how long a path is, and not how long a record is.</summary>
    private string TargetOf(HttpContext context)
    {
        var text = WholeTargetOf(context);
        if (text.Length <= MaxTargetLength)
            return text;
        return text[..(char.IsHighSurrogate(text[MaxTargetLength - 1]) ? MaxTargetLength - 1 : MaxTargetLength)];
    }

    private string WholeTargetOf(HttpContext context) => target is null
        ? context.Request.Path.Value ?? "/"
        : Hole().Replace(target, hole => Convert.ToString(context.GetRouteValue(hole.Groups[1].Value), CultureInfo.InvariantCulture) ?? "");

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Hole();
}
