using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Open311.Documents;
using Microsoft.EntityFrameworkCore;
using Platform.Errors.AspNetCore;

namespace CityDesk.Open311.Endpoints;

internal static class ServicesEndpoints
{
    /// <summary>GET Service List.</summary>
    public static async Task<IResult> ListAsync(OpenCall call, DeskDbContext context, JurisdictionParameter jurisdictions, CancellationToken cancellationToken)
    {
        var jurisdiction = await jurisdictions.ResolveAsync([call.Query], call.Errors, cancellationToken);
        if (call.Errors.HasErrors)
            return call.Refused();

        var services = await context.Services.AsNoTracking()
            .Where(service => service.JurisdictionId == jurisdiction)
            .OrderBy(service => service.Id)
            .Select(service => new ServiceRow(
                service.Code, service.Name, service.Description, service.Attributes.Any(), service.Type, service.Keywords, service.Group))
            .ToListAsync(cancellationToken);
        return call.Ok(new ServiceListDocument(services));
    }

    /// <summary>GET Service Definition.</summary>
    public static async Task<IResult> DefinitionAsync(
        string code, OpenCall call, DeskDbContext context, JurisdictionParameter jurisdictions, CancellationToken cancellationToken)
    {
        var jurisdiction = await jurisdictions.ResolveAsync([call.Query], call.Errors, cancellationToken);
        if (call.Errors.HasErrors)
            return call.Refused();

        // No engine is asked for text that it could not hold: PostgreSQL fails at a U+0000.
        var service = DeskText.IndexOfForbidden(code) >= 0 ? null : await context.Services.AsNoTracking()
            .SingleOrDefaultAsync(service => service.JurisdictionId == jurisdiction && service.Code == code, cancellationToken);
        return service is null ? DeskErrors.ServiceNotFound(DeskText.Shown(code)).ToHttpResult() : call.Ok(new ServiceDefinitionDocument(service));
    }
}
