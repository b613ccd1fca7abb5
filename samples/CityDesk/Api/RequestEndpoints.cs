using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace CityDesk.Api;

internal static class RequestEndpoints
{
    public static async Task<HttpResult<RequestView>> GetAsync(string publicId, DeskDbContext context, PersonalLooks looks, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(context.Requests.AsNoTracking(), publicId, cancellationToken)).TryGet(out var request, out var error))
            return error;
        await looks.RecordAsync(request, cancellationToken);
        return RequestView.Of(request);
    }

    /// <summary>The request with its service and history.</summary>
    public static async Task<Result<ServiceRequest>> FindAsync(IQueryable<ServiceRequest> requests, string publicId, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(publicId, out var id))
            return DeskErrors.RequestNotFound();
        var found = await requests.WithPublicId(id).Include(request => request.Service).Include(request => request.History).SingleOrDefaultAsync(cancellationToken);
        return found is null ? DeskErrors.RequestNotFound() : found;
    }
}
