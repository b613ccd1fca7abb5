using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace CityDesk.Api;

internal static class RequestEndpoints
{
    public static async Task<IResult> GetAsync(string publicId, HttpContext http, DeskDbContext context, CancellationToken cancellationToken) =>
        await FindAsync(context.Requests.AsNoTracking(), publicId, cancellationToken) is { } request ? Show(http, request) : ApiProblems.NotFound();

    /// <summary>The request with its service and history.</summary>
    public static async Task<ServiceRequest?> FindAsync(IQueryable<ServiceRequest> requests, string publicId, CancellationToken cancellationToken) =>
        PublicId.TryParse(publicId, out var id)
            ? await requests.WithPublicId(id).Include(request => request.Service).Include(request => request.History).SingleOrDefaultAsync(cancellationToken)
            : null;

    public static IResult Show(HttpContext http, ServiceRequest request)
    {
        // Personal data, and stale as soon as somebody acts on it.
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.Json(RequestView.Of(request), ApiJson.Default.RequestView);
    }
}
