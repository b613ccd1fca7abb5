using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CityDesk.Tests.Telemetry;

/// <summary>A desk that was told where a collector is, and nothing else about telemetry but the protocol.</summary>
public abstract class CollectedDesk(string protocol) : Desk
{
    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-test-").FullName;

    internal Collector Collector { get; private set; } = null!;

    public override string? Unavailable => null;

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("Desk:DataFolder", _folder),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Address.AbsoluteUri),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
    ];

    public override async ValueTask InitializeAsync()
    {
        Collector = await Collector.StartAsync(grpc: protocol == "grpc", CancellationToken.None);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

public sealed class DeskCollectedOverHttp() : CollectedDesk("http/protobuf");

public sealed class DeskCollectedOverGrpc() : CollectedDesk("grpc");

/// <summary>What the desk measures of itself arrives where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says.</summary>
public abstract class ExportTests(CollectedDesk desk) : DeskTests(desk)
{
    private const int MostTries = 10;

    [Fact]
    public async Task Spans_of_calls_arrive_under_the_name_of_the_desk()
    {
        // Whatever else this process does with PostgreSQL makes spans too, and what is to be exported is dropped where there is too much of it.
        for (var tries = 1; tries <= MostTries; tries++)
        {
            Assert.True(desk.Services.GetRequiredService<TracerProvider>().ForceFlush(30_000));
            using var listed = await Http.GetAsync("/open311/v2/services.json", Cancelled);
            using var missing = await Http.GetAsync("/open311/v2/requests/nobody.json", Cancelled);
            Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.True(desk.Services.GetRequiredService<TracerProvider>().ForceFlush(30_000));
            if (desk.Collector.Spans.Any(IsOfServices) && desk.Collector.Spans.Any(IsOfRequest))
                break;
        }

        Assert.All(desk.Collector.Spans, span => Assert.Equal("citydesk", span.Service));
        Assert.Contains(desk.Collector.Spans, IsOfServices);
        Assert.Contains(desk.Collector.Spans, IsOfRequest);

        static bool IsOfServices((string Service, string Scope, string Name) span) =>
            span is { Scope: "Microsoft.AspNetCore", Name: "GET /open311/v2/services.{format:regex(^(xml|json)$)}" };

        static bool IsOfRequest((string Service, string Scope, string Name) span) => span.Name.StartsWith("GET /open311/v2/requests/", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_of_calls_and_of_the_runtime_arrive_under_the_name_of_the_desk()
    {
        using var listed = await Http.GetAsync("/open311/v2/services.json", Cancelled);

        Assert.True(desk.Services.GetRequiredService<MeterProvider>().ForceFlush(30_000));

        Assert.All(desk.Collector.Metrics, metric => Assert.Equal("citydesk", metric.Service));
        Assert.Contains(("citydesk", "Microsoft.AspNetCore.Hosting", "http.server.request.duration"), desk.Collector.Metrics);
        Assert.Contains(("citydesk", "System.Runtime", "dotnet.gc.collections"), desk.Collector.Metrics);
    }
}

public sealed class ExportOverHttp(DeskCollectedOverHttp desk) : ExportTests(desk), IClassFixture<DeskCollectedOverHttp>;

public sealed class ExportOverGrpc(DeskCollectedOverGrpc desk) : ExportTests(desk), IClassFixture<DeskCollectedOverGrpc>;
