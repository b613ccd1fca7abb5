using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace Platform.Benchmarks.Errors;

/// <summary>
/// What anybody can order before authentication and limits: a media type that routing refuses, on a site of a hundred endpoints with constraints. Ours also says
/// which media types would do.
/// </summary>
internal static class RefusalRows
{
    private const int Endpoints = 100;

    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Time(
            "a media type refused",
            Side.Of("ours", Ours, static site => site.Send(), Said),
            Side.Of("AddProblemDetails, UseStatusCodePages", Framework, static site => site.Send(), Said)),
    ];

    private static MemorySite Ours() => New(static services => services.AddPlatformErrors().AddAspNetCore(), static site => site.UsePlatformErrors());

    private static MemorySite Framework() => New(static services => services.AddProblemDetails(), static site => site.UseStatusCodePages());

    private static MemorySite New(Action<IServiceCollection> add, Action<IApplicationBuilder> use)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRouting();
        builder.Services.Configure<RouteOptions>(static routes => routes.SetParameterPolicy<Microsoft.AspNetCore.Routing.Constraints.RegexInlineRouteConstraint>("regex"));
        builder.Logging.ClearProviders().AddProvider(new DiscardingLoggerProvider()).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        add(builder.Services);
        return new MemorySite(
            builder.Build(),
            site =>
            {
                use(site);
                site.UseRouting().UseEndpoints(Map);
            },
            json: "sku=bolt"u8.ToArray(),
            contentType: "text/plain");
    }

    private static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders/{id:regex(^\\d+$)}", static (int id, NewOrder order) => order.Quantity + id);
        for (var number = 1; number < Endpoints; number++)
            routes.MapPost($"/orders/{{id:regex(^\\d+$)}}/part{number}", static (int id, NewOrder order) => order.Quantity + id);
    }

    private static object Said(MemorySite site)
    {
        using var json = JsonDocument.Parse(site.Body.ToArray());
        return $"{site.Status} {json.RootElement.GetProperty("status")}";
    }

    private sealed record NewOrder(string Sku, int Quantity);
}
