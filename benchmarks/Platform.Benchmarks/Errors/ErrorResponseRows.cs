using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace Platform.Benchmarks.Errors;

/// <summary>A request that fails, through routing and an endpoint to the last byte of the answer; and the answer alone, reported and written.</summary>
internal static class ErrorResponseRows
{
    private const string Peer = "throw, IExceptionHandler";

    private static readonly ErrorDescriptor OutOfStock = new("orders", "OUT_OF_STOCK", ErrorKind.Conflict, "Out of stock")
    {
        Detail = "Only {left} of {sku} are left.",
        Parameters = [new("sku", ErrorArgumentType.String), new("left", ErrorArgumentType.Int64)],
    };

    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Time(
            "a failure answered",
            Side.Of("ours", Returning, static site => site.Send(), Said),
            Side.Of(Peer, Throwing, static site => site.Send(), Said)),
        GateRow.Time(
            "an exception answered",
            Side.Of("ours", ThrowingToUs, static site => site.Send(), Said),
            Side.Of(Peer, Throwing, static site => site.Send(), Said)),
        GateRow.Time(
            "an error reported and answered",
            Side.Of("ours", Returning, static site => site.Write(), Said),
            Side.Of("IProblemDetailsService", Throwing, static site => site.Write(), Said)),
    ];

    private static MemorySite Returning() => Ours(static routes => routes.MapGet("/orders/{id}", static async Task<HttpResult<int>> (int id) => await Orders.PlaceAsync(id)));

    private static MemorySite ThrowingToUs() => Ours(static routes => routes.MapGet("/orders/{id}", static async Task<int> (int id) => await Orders.PlaceOrThrowAsync(id)));

    private static MemorySite Ours(Action<IEndpointRouteBuilder> map)
    {
        var builder = NewBuilder();
        builder.Services.AddPlatformErrors(static errors => errors.Map<OutOfStockException>(static fault => OutOfStock.Create(fault.Sku, fault.Left)))
            .AddCatalog(new ErrorCatalog("orders", OutOfStock)).AddAspNetCore();
        var app = builder.Build();
        var writer = app.Services.GetRequiredService<ErrorResponseWriter>();
        return new MemorySite(app, site => site.UsePlatformErrors().UseRouting().UseEndpoints(map), context => writer.WriteAsync(context, OutOfStock.Create("bolt", 7)));
    }

    /// <summary>As the framework's documentation has it: a handler for the exception, which writes with the service.</summary>
    private static MemorySite Throwing()
    {
        var builder = NewBuilder();
        builder.Services.AddProblemDetails().AddExceptionHandler<OutOfStockHandler>();
        var app = builder.Build();
        var service = app.Services.GetRequiredService<IProblemDetailsService>();
        return new MemorySite(
            app,
            static site => site.UseExceptionHandler().UseRouting().UseEndpoints(static routes => routes.MapGet("/orders/{id}", static async Task<int> (int id) => await Orders.PlaceOrThrowAsync(id))),
            context =>
            {
                context.Response.StatusCode = StatusCodes.Status409Conflict;
                return service.WriteAsync(Problem(context, "bolt", 7));
            });
    }

    /// <summary>Logs as an application made from the framework's template does: its own records from information on, the framework's from warning on.</summary>
    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new DiscardingLoggerProvider()).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        return builder;
    }

    private static ProblemDetailsContext Problem(HttpContext context, string sku, long left) => new()
    {
        HttpContext = context,
        ProblemDetails = new ProblemDetails
        {
            Type = "urn:error:orders:out-of-stock",
            Title = "Out of stock",
            Status = StatusCodes.Status409Conflict,
            Detail = $"Only {left} of {sku} are left.",
            Extensions = { ["code"] = "OUT_OF_STOCK" },
        },
    };

    /// <summary>What both must have said. The arguments are ours alone: the framework has no place for them, and is spared them here.</summary>
    private static object Said(MemorySite site)
    {
        using var json = JsonDocument.Parse(site.Body.ToArray());
        return string.Join('|', new[] { "type", "title", "status", "detail", "code", "traceId" }.Select(name => $"{json.RootElement.GetProperty(name)}").Append($"{site.Status}"));
    }

    /// <summary>A service above a store, both asynchronous: a failure comes from below, as it does in an application.</summary>
    private static class Orders
    {
        public static async Task<Result<int>> PlaceAsync(int id) => await TakeAsync(id);

        public static async Task<int> PlaceOrThrowAsync(int id) => await TakeOrThrowAsync(id);

        private static async Task<Result<int>> TakeAsync(int id)
        {
            await Task.CompletedTask;
            return id > 0 ? OutOfStock.Create("bolt", 7) : id;
        }

        private static async Task<int> TakeOrThrowAsync(int id)
        {
            await Task.CompletedTask;
            return id > 0 ? throw new OutOfStockException("bolt", 7) : id;
        }
    }

    private sealed class OutOfStockException(string sku, long left) : Exception("Out of stock")
    {
        public string Sku => sku;

        public long Left => left;
    }

    private sealed class OutOfStockHandler(IProblemDetailsService service) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not OutOfStockException fault)
                return false;
            httpContext.Response.StatusCode = StatusCodes.Status409Conflict;
            await service.WriteAsync(Problem(httpContext, fault.Sku, fault.Left));
            return true;
        }
    }
}
