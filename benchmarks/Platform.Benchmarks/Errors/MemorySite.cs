using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Benchmarks.Errors;

/// <summary>A whole pipeline on a server that keeps its requests in memory.</summary>
internal sealed class MemorySite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RequestDelegate _pipeline;
    private readonly Func<HttpContext, ValueTask> _write;
    private readonly DefaultHttpContext _context = new();
    private readonly MemoryRequest _request;

    public MemorySite(WebApplication app, Action<IApplicationBuilder> configure, Func<HttpContext, ValueTask>? write = null, byte[]? json = null, string contentType = "application/json")
    {
        var pipeline = new ApplicationBuilder(app.Services);
        // What the packages put around an application is there as well.
        foreach (var filter in app.Services.GetServices<IStartupFilter>().Reverse())
            configure = filter.Configure(configure);
        configure(pipeline);
        (_app, _write, _pipeline) = (app, write ?? (static _ => default), pipeline.Build());
        _request = new MemoryRequest(app.Services, Body, json, contentType);
    }

    public MemoryStream Body { get; } = new(4096);

    public int Status { get; private set; }

    /// <summary>A request through the whole pipeline.</summary>
    public MemorySite Send()
    {
        Begin();
        return End(_pipeline(_context));
    }

    /// <summary>A request that somebody answers with the writer.</summary>
    public MemorySite Write()
    {
        Begin();
        return End(_write(_context).AsTask());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Begin()
    {
        Body.SetLength(0);
        _request.Reset();
        _context.Initialize(_request);
    }

    /// <summary>Everything is in memory and so ends at once; an asynchronous end would hide bytes from the count.</summary>
    private MemorySite End(Task answering)
    {
        if (!answering.IsCompletedSuccessfully)
            throw new InvalidOperationException("The answer did not end at once.", answering.Exception);
        Status = _context.Response.StatusCode;
        _context.Uninitialize();
        return this;
    }
}
