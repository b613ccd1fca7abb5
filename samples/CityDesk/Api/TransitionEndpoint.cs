using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Api;

internal static class TransitionEndpoint
{
    public static async Task<IResult> PostAsync(
        string publicId, HttpContext http, DeskDbContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var (command, refusal) = await JsonBody.ReadAsync(http, ApiJson.Default.TransitionCommand);
        if (command is null)
            return refusal!;
        if (command.Check() is { Count: > 0 } faults)
            return ApiProblems.Invalid(faults);
        if (await RequestEndpoints.FindAsync(context.Requests, publicId, cancellationToken) is not { } request)
            return ApiProblems.NotFound();
        if (request.Version != command.Version)
            return Stale();

        try
        {
            command.ApplyTo(request, http.User.Identity?.Name ?? "staff", time.GetUtcNow());
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DeskRuleException rule)
        {
            return ApiProblems.Conflict(rule.Message);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Stale();
        }

        return RequestEndpoints.Show(http, request);
    }

    private static ProblemHttpResult Stale() => ApiProblems.Conflict("This request has changed since you looked at it. Look again, then decide.");
}
