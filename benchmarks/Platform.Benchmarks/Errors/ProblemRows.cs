using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Errors;

namespace Platform.Benchmarks.Errors;

/// <summary>One problem with a trace id, written into the response of a request, by our writer and by the framework's service.</summary>
internal static class ProblemRows
{
    private const string Path = "/orders/5";
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Time(
            "a problem written",
            Side.Of("ours", static () => new Response(), static response => Ours(response), Said),
            Side.Of("IProblemDetailsService", static () => new Response(), static response => Frameworks(response), Said)),
    ];

    private static Response Ours(Response response)
    {
        response.Rewind();
        var http = response.Context.Response;
        var error = OrderErrors.OutOfStock("bolt", 7);
        http.StatusCode = error.Descriptor.Status;
        http.ContentType = ProblemWriter.MediaType;
        response.Writer.Write(http.BodyWriter, in error, new ProblemContext { Instance = Path, TraceId = Trace });
        Finish(http.BodyWriter.FlushAsync());
        return response;
    }

    private static Response Frameworks(Response response)
    {
        response.Rewind();
        response.Context.Response.StatusCode = 409;
        // The trace id is added by the service itself, from the request.
        Finish(response.Service.WriteAsync(new ProblemDetailsContext
        {
            HttpContext = response.Context,
            ProblemDetails = new ProblemDetails
            {
                Type = "urn:error:orders:out-of-stock",
                Title = "Out of stock",
                Status = 409,
                Detail = "Only 7 of bolt are left.",
                Instance = Path,
                Extensions = { ["code"] = "OUT_OF_STOCK" },
            },
        }));
        return response;
    }

    /// <summary>What both must have said. The arguments are ours alone: the framework has no place for them, and is spared them here.</summary>
    private static object Said(Response response)
    {
        using var json = JsonDocument.Parse(response.Body.ToArray());
        return string.Join('|', new[] { "type", "title", "status", "detail", "instance", "code", "traceId" }.Select(name => $"{json.RootElement.GetProperty(name)}").Append(response.Context.Response.ContentType));
    }

    /// <summary>Both write into memory and so end at once; an asynchronous end would hide bytes from the count.</summary>
    private static void Finish<T>(ValueTask<T> writing)
    {
        if (!writing.IsCompletedSuccessfully)
            throw new InvalidOperationException("The response did not end at once.");
        writing.GetAwaiter().GetResult();
    }

    private static void Finish(ValueTask writing)
    {
        if (!writing.IsCompletedSuccessfully)
            throw new InvalidOperationException("The response did not end at once.");
        writing.GetAwaiter().GetResult();
    }

    private sealed class Response
    {
        public Response()
        {
            var services = new ServiceCollection().AddLogging().AddProblemDetails();
            services.AddPlatformErrors();
            var provider = services.BuildServiceProvider();
            (Service, Writer) = (provider.GetRequiredService<IProblemDetailsService>(), provider.GetRequiredService<ProblemWriter>());
            Context = new DefaultHttpContext { RequestServices = provider, TraceIdentifier = Trace };
            Context.Response.Body = Body;
        }

        public MemoryStream Body { get; } = new(4096);

        public DefaultHttpContext Context { get; }

        public IProblemDetailsService Service { get; }

        public ProblemWriter Writer { get; }

        public void Rewind()
        {
            Body.SetLength(0);
            Context.Response.ContentType = null;
        }
    }
}
