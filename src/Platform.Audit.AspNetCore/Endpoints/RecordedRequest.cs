using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Endpoints;

/// <summary>What is recorded of a request, whoever answers it.</summary>
internal sealed partial class RecordedRequest(AuditEventType type, string? target)
{
    private const int MaxTargetLength = 512;

    /// <summary>Recorded also when nobody waits for the answer any more: it was tried.</summary>
    public async ValueTask RecordAsync(HttpContext context, AuditOutcome outcome) =>
        await context.RequestServices.GetRequiredService<IAuditLog>().AppendAsync(new AuditEvent(type) { Target = TargetOf(context), Outcome = outcome }).ConfigureAwait(false);

    /// <summary>What a status says.</summary>
    public static AuditOutcome OutcomeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => AuditOutcome.Denied,
        >= StatusCodes.Status400BadRequest => AuditOutcome.Failure,
        _ => AuditOutcome.Success,
    };

    /// <summary>What a result of a minimal API will say.</summary>
    public static AuditOutcome OutcomeOf(object? result, HttpResponse response)
    {
        var own = result is INestedHttpResult nested ? nested.Result : result;
        // These have no status of their own: the scheme answers.
        return own is Microsoft.AspNetCore.Http.HttpResults.ForbidHttpResult or Microsoft.AspNetCore.Http.HttpResults.ChallengeHttpResult
            ? AuditOutcome.Denied
            : OutcomeOf((result as IStatusCodeHttpResult ?? own as IStatusCodeHttpResult)?.StatusCode ?? response.StatusCode);
    }

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
