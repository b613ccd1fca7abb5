using CityDesk.Domain;
using CityDesk.Limits;
using CityDesk.Open311.Callers;
using CityDesk.Open311.Endpoints;
using CityDesk.Open311.Formats;
using CityDesk.Open311.Numbering;
using CityDesk.Open311.Submission;
using Platform.Errors.AspNetCore;
using Platform.RateLimiting.AspNetCore;

namespace CityDesk.Open311;

/// <summary>
/// The public API: Open311 GeoReport v2 and its service discovery. The standard's text is
/// https://wiki.open311.org/GeoReport_v2; quoted names in comments are its headings.
/// </summary>
internal static class Open311Host
{
    /// <summary>Below this path every answer, errors too, has the standard's shape.</summary>
    public const string Base = "/open311";

    /// <summary>The endpoint that service discovery names.</summary>
    public const string Root = Base + "/v2";

    private const string Get = $"{Verbs.Get}, {Verbs.Head}";

    public static IServiceCollection AddOpen311(this IServiceCollection services)
    {
        services.AddScoped<JurisdictionParameter>();
        services.AddScoped<ApiKeys>();
        services.AddSingleton<BodiesUnderWay>();
        services.AddSingleton<AnswersUnderWay>();
        services.AddSingleton<AnswerSchemas>();
        services.AddSingleton<AttributeReader>();
        services.AddScoped<SubmissionForm>();
        services.AddOpenErrors();
        services.AddSingleton<BatchNumbering>();
        services.AddHostedService(provider => provider.GetRequiredService<BatchNumbering>());
        return services;
    }

    /// <summary>Gives every failure below <see cref="Base"/> the standard's shape.</summary>
    public static IServiceCollection AddOpenErrors(this IServiceCollection services)
    {
        services.AddSingleton<OpenErrorFormat>();
        services.AddOptions<PlatformErrorsAspNetCoreOptions>().Configure<OpenErrorFormat>(static (options, format) => options.AddFormat(Base, format));
        return services;
    }

    /// <summary>Who calls is known from here on: before it is decided what they may use.</summary>
    public static void UseOpen311Callers(this WebApplication app) => app.UseMiddleware<CallerRecognition>();

    public static void MapOpen311(this IEndpointRouteBuilder app)
    {
        var open = app.MapGroup(Base).WithMetadata(new OpenEndpoint()).RequirePlatformRateLimit(LimitPolicies.Open311);
        open.MapResource($"/discovery.{GeoReportFormats.Route}", get: DiscoveryEndpoint.GetAsync);
        open.MapResource($"/v2/services.{GeoReportFormats.Route}", get: ServicesEndpoints.ListAsync);
        open.MapResource($"/v2/services/{{code}}.{GeoReportFormats.Route}", get: ServicesEndpoints.DefinitionAsync);
        open.MapResource($"/v2/requests.{GeoReportFormats.Route}", get: RequestsEndpoints.ListAsync, post: SubmitEndpoint.PostAsync);
        open.MapResource($"/v2/requests/{{id}}.{GeoReportFormats.Route}", get: RequestsEndpoints.SingleAsync);
        open.MapResource($"/v2/tokens/{{token}}.{GeoReportFormats.Route}", get: TokensEndpoint.GetAsync);
        open.Map("/{**path}", NotFound);
    }

    private static void MapResource(this RouteGroupBuilder group, string pattern, Delegate get, Delegate? post = null)
    {
        group.MapMethods(pattern, [Verbs.Get, Verbs.Head], get);
        if (post is not null)
            group.MapPost(pattern, post).WithMetadata(new FormEndpoint());
        // Chosen for every other method, so that a 405 has the standard's shape too.
        var allowed = post is null ? Get : $"{Get}, {Verbs.Post}";
        group.Map(pattern, (HttpContext http) => MethodNotAllowed(http, allowed));
    }

    private static HttpResult MethodNotAllowed(HttpContext http, string allowed)
    {
        http.Response.Headers.Allow = allowed;
        return DeskErrors.MethodNotServed(allowed).ToHttpResult();
    }

    private static HttpResult NotFound() => DeskErrors.AddressNotServed($"{Base}/discovery.xml").ToHttpResult();

    private static class Verbs
    {
        public const string Get = "GET";
        public const string Head = "HEAD";
        public const string Post = "POST";
    }
}
