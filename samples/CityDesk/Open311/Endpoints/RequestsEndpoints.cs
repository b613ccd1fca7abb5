using System.Linq.Expressions;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Parameters;
using Microsoft.EntityFrameworkCore;
using Platform.Errors.AspNetCore;
using Platform.Hosting;

namespace CityDesk.Open311.Endpoints;

internal static class RequestsEndpoints
{
    private static readonly Expression<Func<ServiceRequest, RequestRow>> ToRow = request => new RequestRow
    {
        Id = request.Id,
        ImportSource = request.ImportSource,
        ExternalId = request.ExternalId,
        Status = request.Status,
        StatusNotes = request.StatusNotes,
        ServiceName = request.Service.Name,
        ServiceCode = request.Service.Code,
        Description = request.Description,
        AgencyResponsible = request.Service.AgencyResponsible,
        ServiceNotice = request.Service.Notice,
        RequestedAt = request.RequestedAt,
        UpdatedAt = request.UpdatedAt,
        ExpectedAt = request.ExpectedAt,
        Address = request.Location.Address,
        AddressId = request.Location.AddressId,
        ZipCode = request.Location.ZipCode,
        Latitude = request.Location.Latitude,
        Longitude = request.Location.Longitude,
        MediaUrl = request.MediaUrl,
    };

    /// <summary>GET Service Requests.</summary>
    public static async Task<IResult> ListAsync(
        OpenCall call,
        DeskDbContext context,
        JurisdictionParameter jurisdictions,
        ValidationErrors refusals,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var query = RequestQuery.Read(call.Query, time.GetUtcNow(), refusals, call.Errors);
        var jurisdiction = await jurisdictions.ResolveAsync([call.Query], call.Errors, cancellationToken);
        if (call.Errors.HasErrors)
            return call.Refused();

        var published = Published(context, jurisdiction!);
        var rows = query.ServiceRequestIds.Count > 0 ? RowsOf(published, query.ServiceRequestIds) : RowsOf(published, query);
        return OpenAnswer.Requests(call.Format, rows);
    }

    /// <summary>GET Service Request.</summary>
    public static async Task<IResult> SingleAsync(
        string id, OpenCall call, DeskDbContext context, JurisdictionParameter jurisdictions, CancellationToken cancellationToken)
    {
        var jurisdiction = await jurisdictions.ResolveAsync([call.Query], call.Errors, cancellationToken);
        if (call.Errors.HasErrors)
            return call.Refused();

        if (PublicId.TryParse(id, out var publicId))
        {
            var row = await Published(context, jurisdiction!).WithPublicId(publicId).Select(ToRow).Cast<RequestRow?>().SingleOrDefaultAsync(cancellationToken);
            if (row is { } found)
                return call.Ok(new RequestDocument(found));
        }

        return DeskErrors.ServiceRequestNotFound(DeskText.Shown(id)).ToHttpResult();
    }

    /// <summary>What the public may follow: not what still waits for its number, and nothing of services that give none.</summary>
    private static IQueryable<ServiceRequest> Published(DeskDbContext context, string jurisdiction) =>
        context.Requests.AsNoTracking().Where(request => request.JurisdictionId == jurisdiction && request.NumberedAt != null);

    private static IAsyncEnumerable<RequestRow> RowsOf(IQueryable<ServiceRequest> published, RequestQuery query)
    {
        published = published.Where(request => request.RequestedAt >= query.From);
        if (query.Before is { } before)
            published = published.Where(request => request.RequestedAt < before);
        if (query.Closed is { } closed)
            published = published.Where(request => request.Status == RequestStatus.Closed == closed);
        if (query.ServiceCodes is { Count: > 0 } codes)
            published = published.Where(request => codes.Contains(request.Service.Code));
        return NewestFirst(published).Skip(query.Skip).Take(query.Take).Select(ToRow).AsAsyncEnumerable();
    }

    private static IAsyncEnumerable<RequestRow> RowsOf(IQueryable<ServiceRequest> published, List<string> serviceRequestIds)
    {
        var wanted = new HashSet<PublicId>();
        foreach (var text in serviceRequestIds)
        {
            if (PublicId.TryParse(text, out var publicId))
                wanted.Add(publicId);
        }

        var own = wanted.Where(id => id.Id is not null).Select(id => id.Id!.Value).ToList();
        var sources = wanted.Where(id => id.ImportSource is not null).Select(id => id.ImportSource).Distinct().ToList();
        var external = wanted.Where(id => id.ExternalId is not null).Select(id => id.ExternalId).Distinct().ToList();
        var requests = published.Where(request =>
            (request.ImportSource == null && own.Contains(request.Id))
            || (sources.Contains(request.ImportSource) && external.Contains(request.ExternalId)));
        // SQL compared source and number one by one; whether they belong together is seen here.
        return NewestFirst(requests).Select(ToRow).AsAsyncEnumerable()
            .Where(row => row.ImportSource is null || wanted.Contains(PublicId.Of(row.ImportSource, row.ExternalId)))
            .Take(RequestQuery.MaxRequests);
    }

    private static IQueryable<ServiceRequest> NewestFirst(IQueryable<ServiceRequest> requests) =>
        requests.OrderByDescending(request => request.RequestedAt).ThenByDescending(request => request.Id);
}
