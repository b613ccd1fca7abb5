using CityDesk.Data;
using CityDesk.Domain;
using Platform.Webhooks.EntityFrameworkCore;
using Platform.Webhooks.Outbox;

namespace CityDesk.Webhooks;

/// <summary>
/// Publishes what contractors hear of, in the transaction of the change: it is told if and only if it is so. Of a request the order is
/// kept; a city is a tenant, so no contractor of one hears of another.
/// </summary>
internal static class PublishedChanges
{
    public static void Publish(this DeskDbContext context, ServiceRequest request, RequestEvent line)
    {
        if (EventOf(context, request, line) is { } told)
            context.Publish(told);
    }

    private static OutboxEvent? EventOf(DeskDbContext context, ServiceRequest request, RequestEvent line)
    {
        if (line.Kind is not (RequestEventKind.Opened or RequestEventKind.Assigned or RequestEventKind.Closed))
            return null;
        // Whoever changes a request need not have asked for its service.
        var service = request.Service ?? context.Services.Find(request.ServiceId)!;
        // The database gives the number when the request is stored; a plugin may have assigned it before.
        var number = request.Id == 0 ? null : request.PublicId;
        var team = line.Kind == RequestEventKind.Opened ? null : request.AssignedTo;
        var data = new ToldRequest(request.Key, request.JurisdictionId, service.Code, service.Name, number, team);
        var (catalog, city, order) = (DeskWebhooks.Catalog, ContractorTenant.Of(request.JurisdictionId), $"request:{request.Key}");
        return line.Kind switch
        {
            RequestEventKind.Opened => catalog.Event(new RequestOpened("request.opened", line.At, data), city, order),
            RequestEventKind.Assigned => catalog.Event(new RequestAssigned("request.assigned", line.At, data), city, order),
            RequestEventKind.Closed => catalog.Event(new RequestClosed("request.closed", line.At, data), city, order),
            _ => null,
        };
    }
}
