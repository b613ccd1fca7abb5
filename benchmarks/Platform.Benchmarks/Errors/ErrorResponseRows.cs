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
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

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

    private static Site Returning() => Ours(static routes => routes.MapGet("/orders/{id}", static HttpResult<int> (int id) => OutOfStock.Create("bolt", 7)));

    private static Site ThrowingToUs() => Ours(static routes => routes.MapGet("/orders/{id}", static int (int id) => throw new OutOfStockException()));

    private static Site Ours(Action<IEndpointRouteBuilder> map)
    {
        var builder = NewBuilder();
        builder.Services.AddPlatformErrors(static errors => errors.Map<OutOfStockException>(static () => OutOfStock.Create("bolt", 7))).AddAspNetCore();
        var app = builder.Build();
        app.UsePlatformErrors();
        var writer = app.Services.GetRequiredService<ErrorResponseWriter>();
        return new Site(app, map, context => writer.WriteAsync(context, OutOfStock.Create("bolt", 7)));
    }

    /// <summary>As the framework's documentation has it: a handler for the exception, which writes with the service.</summary>
    private static Site Throwing()
    {
        var builder = NewBuilder();
        builder.Services.AddProblemDetails().AddExceptionHandler<OutOfStockHandler>();
        var app = builder.Build();
        app.UseExceptionHandler();
        var service = app.Services.GetRequiredService<IProblemDetailsService>();
        return new Site(app, static routes => routes.MapGet("/orders/{id}", static int (int id) => throw new OutOfStockException()), context =>
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return service.WriteAsync(Problem(context));
        });
    }

    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    private static ProblemDetailsContext Problem(HttpContext context) => new()
    {
        HttpContext = context,
        ProblemDetails = new ProblemDetails
        {
            Type = "urn:error:orders:out-of-stock",
            Title = "Out of stock",
            Status = StatusCodes.Status409Conflict,
            Detail = "Only 7 of bolt are left.",
            Extensions = { ["code"] = "OUT_OF_STOCK" },
        },
    };

    /// <summary>What both must have said. The arguments are ours alone: the framework has no place for them, and is spared them here.</summary>
    private static object Said(Site site)
    {
        using var json = JsonDocument.Parse(site.Body.ToArray());
        return string.Join('|', new[] { "type", "title", "status", "detail", "code", "traceId" }.Select(name => $"{json.RootElement.GetProperty(name)}").Append($"{site.Status}"));
    }

    private sealed class OutOfStockException : Exception;

    private sealed class OutOfStockHandler(IProblemDetailsService service) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not OutOfStockException)
                return false;
            httpContext.Response.StatusCode = StatusCodes.Status409Conflict;
            await service.WriteAsync(Problem(httpContext));
            return true;
        }
    }

    /// <summary>A pipeline without a server: a request is an object, and the answer goes into memory.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly RequestDelegate _pipeline;
        private readonly Func<HttpContext, ValueTask> _write;

        public Site(WebApplication app, Action<IEndpointRouteBuilder> map, Func<HttpContext, ValueTask> write)
        {
            IApplicationBuilder pipeline = app;
            pipeline.UseRouting().UseEndpoints(map);
            (_app, _write, _pipeline) = (app, write, pipeline.Build());
        }

        public MemoryStream Body { get; } = new(4096);

        public int Status { get; private set; }

        public Site Send()
        {
            var context = NewContext();
            Finish(_pipeline(context));
            Status = context.Response.StatusCode;
            return this;
        }

        public Site Write()
        {
            var context = NewContext();
            Finish(_write(context).AsTask());
            Status = context.Response.StatusCode;
            return this;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private DefaultHttpContext NewContext()
        {
            Body.SetLength(0);
            var context = new DefaultHttpContext { RequestServices = _app.Services, TraceIdentifier = Trace };
            context.Request.Method = "GET";
            context.Request.Path = "/orders/5";
            context.Response.Body = Body;
            return context;
        }

        /// <summary>Everything is in memory and so ends at once; an asynchronous end would hide bytes from the count.</summary>
        private static void Finish(Task answering)
        {
            if (!answering.IsCompletedSuccessfully)
                throw new InvalidOperationException("The answer did not end at once.", answering.Exception);
        }
    }
}
