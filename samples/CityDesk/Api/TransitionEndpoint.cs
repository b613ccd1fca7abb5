using System.Security.Claims;
using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using Platform.Errors.AspNetCore;
using Platform.Validation.AspNetCore;

namespace CityDesk.Api;

internal static class TransitionEndpoint
{
    public static async Task<HttpResult<RequestView>> PostAsync(
        string publicId, Valid<TransitionCommand> body, ClaimsPrincipal user, DeskDbContext context, PersonalLooks looks, TimeProvider time, CancellationToken cancellationToken)
    {
        var command = body.Value;
        if (!(await RequestEndpoints.FindAsync(context.Requests, publicId, cancellationToken)).TryGet(out var request, out var error))
            return error;
        if (request.Version != command.Version)
            return DeskErrors.RequestChanged();
        if (command.ApplyTo(request, user.Identity?.Name ?? "staff", time.GetUtcNow()).TryGetError(out error))
            return error;

        // Before: what was saved and then refused would be done again.
        await looks.RecordAsync(request, cancellationToken);
        // Two can come this far with the same version; what the slower one gets is mapped to RequestChanged as well.
        await context.SaveChangesAsync(cancellationToken);
        return RequestView.Of(request);
    }
}
