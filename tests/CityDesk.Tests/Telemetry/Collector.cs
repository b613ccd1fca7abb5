using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CityDesk.Tests.Telemetry;

/// <summary>An OpenTelemetry collector of the tests' own: it takes OTLP over HTTP and over gRPC, and keeps what it was sent.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otlp, sections "OTLP/HTTP" and "OTLP/gRPC".</remarks>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ProtobufMessage> _traces = new();
    private readonly ConcurrentQueue<ProtobufMessage> _metrics = new();

    private Collector(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        _app = builder.Build();
        _app.MapPost("/v1/traces", (HttpRequest request) => TakeAsync(request, _traces));
        _app.MapPost("/v1/metrics", (HttpRequest request) => TakeAsync(request, _metrics));
        _app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", (HttpRequest request) => TakeCallAsync(request, _traces));
        _app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", (HttpRequest request) => TakeCallAsync(request, _metrics));
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Each span that arrived: who sent it, the scope that made it, and its name.</summary>
    public IReadOnlyList<(string Service, string Scope, string Name)> Spans =>
    [
        .. from request in _traces
           from resource in request.Messages(1)
           from scope in resource.Messages(2)
           from span in scope.Messages(2)
           select (ServiceOf(resource), scope.Messages(1).Single().Text(1), span.Text(5)),
    ];

    /// <summary>Each metric that arrived: who sent it, the meter, and its name.</summary>
    public IReadOnlyList<(string Service, string Scope, string Name)> Metrics =>
    [
        .. from request in _metrics
           from resource in request.Messages(1)
           from scope in resource.Messages(2)
           from metric in scope.Messages(2)
           select (ServiceOf(resource), scope.Messages(1).Single().Text(1), metric.Text(1)),
    ];

    public static async Task<Collector> StartAsync(bool grpc, CancellationToken cancellationToken)
    {
        var collector = new Collector(grpc ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string ServiceOf(ProtobufMessage resource) => resource.Messages(1).Single().Messages(1)
        .Single(attribute => attribute.Text(1) == "service.name").Messages(2).Single().Text(1);

    private static async Task<IResult> TakeAsync(HttpRequest request, ConcurrentQueue<ProtobufMessage> into)
    {
        Assert.Equal("application/x-protobuf", request.ContentType);
        into.Enqueue(new ProtobufMessage(await ReadAsync(request)));
        return Results.Bytes([], "application/x-protobuf");
    }

    /// <summary>One gRPC call: a byte that says "not compressed", the length, the message; the same back, empty, and the status behind it.</summary>
    private static async Task TakeCallAsync(HttpRequest request, ConcurrentQueue<ProtobufMessage> into)
    {
        Assert.StartsWith("application/grpc", request.ContentType, StringComparison.Ordinal);
        var framed = await ReadAsync(request);
        Assert.Equal(0, framed.Span[0]);
        into.Enqueue(new ProtobufMessage(framed.Slice(5, BinaryPrimitives.ReadInt32BigEndian(framed.Span[1..]))));
        var response = request.HttpContext.Response;
        response.ContentType = "application/grpc";
        response.DeclareTrailer("grpc-status");
        await response.Body.WriteAsync(new byte[5]);
        response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
