using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CityDesk.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Platform.Benchmarks.CityDesk.Load;

/// <summary>
/// A service desk as one would write it without the packages: the same three calls of Open311 on the same frameworks, EF Core, SQLite and OpenTelemetry among them. No limits, no audit, nothing sealed, nobody told; a
/// failure is whatever the framework makes of it.
/// </summary>
internal static class BareDesk
{
    /// <summary>What the program says when it is open, before its address.</summary>
    public const string OpenLine = "The bare desk is open: ";

    public const string City = "riverton.example";
    private const int Seeded = 2_000;
    private const int Page = 50;

    /// <summary>Staff search texts: that is the desk's own, and none of the packages has part in it.</summary>
    private const string TextIndex =
        """
        CREATE VIRTUAL TABLE "RequestTexts" USING fts5("Address", "Description", content='Requests', content_rowid='Id', tokenize='trigram', detail='full');
        CREATE TRIGGER "RequestTexts_Insert" AFTER INSERT ON "Requests" BEGIN
          INSERT INTO "RequestTexts"(rowid, "Address", "Description") VALUES (new."Id", new."Address", new."Description");
        END;
        """;

    /// <summary>Serves until it is ended.</summary>
    /// <param name="file">Its database, made where it is missing.</param>
    /// <param name="key">The one API key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(string file, string key, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        AddFrameworks(builder.Services);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default);
        });
        builder.Services.AddDbContext<BareContext>(options => options.UseSqlite(new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString)
            .AddInterceptors(SqlitePatience.Instance));
        await using var app = builder.Build();
        await using (var scope = app.Services.CreateAsyncScope())
            await FillAsync(scope.ServiceProvider.GetRequiredService<BareContext>(), key, cancellationToken);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealthChecks("/health");
        app.MapRazorPages();
        app.MapGet("/open311/v2/requests.json", ListAsync);
        app.MapGet("/open311/v2/requests/{id:long}.json", FindAsync);
        app.MapPost("/open311/v2/requests.json", FileAsync);
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"{OpenLine}{address}/");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>What CityDesk has of others, with or without the packages.</summary>
    private static void AddFrameworks(IServiceCollection services)
    {
        services.AddRazorPages();
        services.AddAuthentication().AddCookie();
        services.AddAuthorization();
        services.AddHealthChecks();
        services.AddOpenTelemetry()
            .WithTracing(static tracing => tracing.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
            .WithMetrics(static metrics => metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation());
    }

    private static async Task<BareView[]> ListAsync(BareContext context, CancellationToken cancellationToken) =>
        await context.Requests.AsNoTracking().Where(static request => request.City == City)
            .OrderByDescending(static request => request.RequestedAt).ThenByDescending(static request => request.Id).Take(Page)
            .Select(static request => BareView.Of(request, request.Service.Name, request.Service.Code, request.Service.AgencyResponsible))
            .ToArrayAsync(cancellationToken);

    private static async Task<IResult> FindAsync(long id, BareContext context, CancellationToken cancellationToken)
    {
        var found = await context.Requests.AsNoTracking().Where(request => request.City == City && request.Id == id)
            .Select(static request => BareView.Of(request, request.Service.Name, request.Service.Code, request.Service.AgencyResponsible))
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? Results.NotFound() : Results.Ok(new[] { found });
    }

    private static async Task<IResult> FileAsync(HttpRequest http, BareContext context, CancellationToken cancellationToken)
    {
        var form = await http.ReadFormAsync(cancellationToken);
        var hash = HashOf(form["api_key"].ToString());
        if (await context.Consumers.AsNoTracking().SingleOrDefaultAsync(each => each.KeyHash == hash, cancellationToken) is null)
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        var code = form["service_code"].ToString();
        if (await context.Services.SingleOrDefaultAsync(each => each.City == City && each.Code == code, cancellationToken) is not { } service)
            return Results.NotFound();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var request = new BareRequest
        {
            City = City,
            Service = service,
            Description = form["description"].ToString(),
            Address = form["address_string"],
            FirstName = form["first_name"],
            LastName = form["last_name"],
            Email = form["email"],
            RequestedAt = now,
            UpdatedAt = now,
            ExpectedAt = now + (long)TimeSpan.FromDays(2).TotalMilliseconds,
            History = [new BareEvent { Kind = "Opened", Actor = "consumer", At = now }],
        };
        context.Requests.Add(request);
        await context.SaveChangesAsync(cancellationToken);
        return Results.Ok(new[] { new BareReceipt($"{request.Id}", null) });
    }

    private static async Task FillAsync(BareContext context, string key, CancellationToken cancellationToken)
    {
        if (!await context.Database.EnsureCreatedAsync(cancellationToken))
            return;
        await context.Database.ExecuteSqlRawAsync(TextIndex, cancellationToken);
        var services = Enumerable.Range(0, 10).Select(static number =>
            new BareService { City = City, Code = number == 0 ? "DUMPING" : $"SERVICE{number}", Name = $"Service {number}", AgencyResponsible = "Public Works" }).ToArray();
        context.AddRange(services);
        context.Add(new BareConsumer { KeyHash = HashOf(key) });
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        context.AddRange(Enumerable.Range(0, Seeded).Select(number => new BareRequest
        {
            City = City,
            Service = services[number % services.Length],
            Description = "Somebody has left a mattress behind the bus stop, and it rains.",
            Address = $"{number} Elm St",
            Latitude = 34.05,
            Longitude = -118.24,
            RequestedAt = now - number * 60_000L,
            UpdatedAt = now,
            ExpectedAt = now,
            History = [new BareEvent { Kind = "Opened", Actor = "resident", At = now }],
        }));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
