using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Open311.Documents;
using Microsoft.EntityFrameworkCore;
using Platform.Errors.AspNetCore;

namespace CityDesk.Open311.Endpoints;

internal static class TokensEndpoint
{
    /// <summary>GET service_request_id from a token.</summary>
    public static async Task<IResult> GetAsync(
        string token, OpenCall call, DeskDbContext context, JurisdictionParameter jurisdictions, CancellationToken cancellationToken)
    {
        var jurisdiction = await jurisdictions.ResolveAsync([call.Query], call.Errors, cancellationToken);
        if (call.Errors.HasErrors)
            return call.Refused();
        if (DeskText.IndexOfForbidden(token) >= 0)
            return NotFound(token);

        var found = await context.Requests.AsNoTracking()
            .Where(request => request.JurisdictionId == jurisdiction && request.Token == token)
            .Select(request => new { request.Id, request.ImportSource, request.ExternalId, request.NumberedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return NotFound(token);

        var id = found.NumberedAt is null ? null : ServiceRequest.FormatPublicId(found.Id, found.ImportSource, found.ExternalId);
        return call.Ok(new TokenDocument(token, id));
    }

    private static HttpResult NotFound(string token) => DeskErrors.TokenNotFound(DeskText.Shown(token)).ToHttpResult();
}
