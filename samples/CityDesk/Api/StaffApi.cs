using CityDesk.Domain;
using CityDesk.Limits;
using CityDesk.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;
using Platform.Validation.AspNetCore;

namespace CityDesk.Api;

/// <summary>The JSON API for staff tools, below <c>/api/v1</c>, for whoever is signed in, there or at the console.</summary>
internal static class StaffApi
{
    /// <summary>Room for the longest note with every character escaped.</summary>
    public const int LargestBody = 64 * 1024;

    public static IServiceCollection AddStaffApi(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(static options => ApiJson.Configure(options.SerializerOptions));

    public static void MapStaffApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter(NoStoreAsync).RequirePlatformValidation().WithGroupName(ApiDocument.Group)
            .RequirePlatformRateLimit(LimitPolicies.Staff);

        var session = api.MapGroup("/session").AddEndpointFilter(SameOriginOnly.FilterAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        session.MapPost("/", SessionEndpoints.PostAsync)
            .RequirePlatformRateLimit(LimitPolicies.Door).WithPlatformLoadPriority(LoadPriority.Normal)
            .ProducesErrors(DeskErrors.Descriptors.SignInRefused, DeskErrors.Descriptors.CrossSiteCall, CommonErrors.Descriptors.RateLimited);
        session.MapDelete("/", (Delegate)SessionEndpoints.DeleteAsync);

        var requests = api.MapGroup("/requests/{publicId}").RequireAuthorization(StaffSession.Policy)
            .ProducesErrors(CommonErrors.Descriptors.Unauthenticated, DeskErrors.Descriptors.RequestNotFound);
        requests.MapMethods("/", ["GET", "HEAD"], RequestEndpoints.GetAsync);
        requests.MapPost("/transitions", TransitionEndpoint.PostAsync)
            .AddEndpointFilter(SameOriginOnly.FilterAsync)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody))
            .ProducesErrors(
                DeskErrors.Descriptors.RequestChanged,
                DeskErrors.Descriptors.RequestClosed,
                DeskErrors.Descriptors.RequestNotClosed,
                DeskErrors.Descriptors.AlreadyAssigned,
                DeskErrors.Descriptors.CrossSiteCall);
    }

    /// <summary>Personal data, and stale as soon as somebody acts on it.</summary>
    private static ValueTask<object?> NoStoreAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers[HeaderNames.CacheControl] = "no-store";
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        return next(context);
    }
}
