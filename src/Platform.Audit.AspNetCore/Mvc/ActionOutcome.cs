using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Platform.Audit.AspNetCore.Endpoints;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Mvc;

/// <summary>What the result of an action or a page will say.</summary>
internal static class ActionOutcome
{
    /// <returns><see langword="null"/> where it is not known before it is executed: a result of a minimal API, or one of somebody's own.</returns>
    public static AuditOutcome? Of(IActionResult? result, HttpResponse response) => result switch
    {
        // These have no status of their own: the scheme answers.
        ForbidResult or ChallengeResult => AuditOutcome.Denied,
        // MVC takes the status of problem details when it writes them.
        ObjectResult { StatusCode: null, Value: ProblemDetails { Status: { } status } } => RecordedRequest.OutcomeOf(status),
        IStatusCodeActionResult known => RecordedRequest.OutcomeOf(known.StatusCode ?? response.StatusCode),
        PageResult page => RecordedRequest.OutcomeOf(page.StatusCode ?? response.StatusCode),
        null or EmptyResult or FileResult => RecordedRequest.OutcomeOf(response.StatusCode),
        _ => null,
    };
}
