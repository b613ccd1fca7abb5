using Microsoft.AspNetCore.Http;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Endpoints;

/// <summary>Stands between the handler and its answer: the result is known, and nothing of it has been sent.</summary>
internal sealed class RecordingFilter(AuditEventType type, string? target) : IEndpointFilter
{
    private readonly RecordedRequest _recorded = new(type, target);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        object? result;
        try
        {
            result = await next(context).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await _recorded.RecordAsync(context.HttpContext, AuditOutcome.Failure).ConfigureAwait(false);
            throw;
        }
        await _recorded.RecordAsync(context.HttpContext, RecordedRequest.OutcomeOf(result, context.HttpContext.Response)).ConfigureAwait(false);
        return result;
    }
}
