using CityDesk.Data;
using CityDesk.Open311.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityDesk.Open311.Endpoints;

internal static class DiscoveryEndpoint
{
    public static async Task<IResult> GetAsync(
        OpenCall call, HttpRequest request, DeskDbContext context, IOptions<DeskOptions> options, CancellationToken cancellationToken)
    {
        var changedAt = await context.Services.MaxAsync(service => (DateTimeOffset?)service.ChangedAt, cancellationToken);
        var endpoint = $"{request.Scheme}://{request.Host}{request.PathBase}{Open311Host.Root}";
        var desk = options.Value;
        return call.Ok(new DiscoveryDocument(changedAt ?? DateTimeOffset.UnixEpoch, desk.Contact, desk.KeyService, endpoint, desk.EndpointType));
    }
}
