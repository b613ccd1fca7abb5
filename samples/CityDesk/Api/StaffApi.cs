using CityDesk.Staff;

namespace CityDesk.Api;

/// <summary>The JSON API for staff tools, below <c>/api/v1</c>, for whoever is signed in at the console.</summary>
internal static class StaffApi
{
    public static void MapStaffApi(this IEndpointRouteBuilder app)
    {
        var requests = app.MapGroup("/api/v1/requests/{publicId}").RequireAuthorization(StaffSession.Policy);
        requests.MapGet("/", RequestEndpoints.GetAsync);
        requests.MapPost("/transitions", TransitionEndpoint.PostAsync).AddEndpointFilter(SameOriginOnly.FilterAsync);
    }
}
