using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace Platform.Benchmarks.Errors;

/// <summary>A request that succeeds, of which nobody shall pay for those that fail: JSON bound and answered, with this library and without.</summary>
internal static class BindingRows
{
    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Time(
            "a request that binds",
            Side.Of("ours", Ours, static site => site.Send(), Said),
            Side.Of("without it", Bare, static site => site.Send(), Said)),
    ];

    private static MemorySite Ours() => New(static services => services.AddPlatformErrors().AddAspNetCore(), static site => site.UsePlatformErrors());

    private static MemorySite Bare() => New(static _ => { }, static _ => { });

    private static MemorySite New(Action<IServiceCollection> add, Action<IApplicationBuilder> use)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        add(builder.Services);
        return new MemorySite(
            builder.Build(),
            site =>
            {
                use(site);
                site.UseRouting().UseEndpoints(static routes => routes.MapPost("/orders/{id}", static (int id, NewOrder order) => order.Quantity + id));
            },
            json: """{"sku":"bolt","quantity":7,"note":"By the side door, please, and ring twice.","tags":["red","small","m6"]}"""u8.ToArray());
    }

    private static object Said(MemorySite site) => $"{site.Status} {System.Text.Encoding.UTF8.GetString(site.Body.ToArray())}";

    private sealed record NewOrder(string Sku, int Quantity, string? Note, string[] Tags);
}
