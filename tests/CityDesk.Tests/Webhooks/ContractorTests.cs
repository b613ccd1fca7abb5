extern alias contractor;

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using AngleSharp.Html.Dom;
using CityDesk.Domain;
using CityDesk.Tests.StaffConsole;
using contractor::CityDesk.Contractor;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox.Stores;

namespace CityDesk.Tests.Webhooks;

/// <summary>The desk and a contractor's program: from the console through the portal to the book of jobs.</summary>
public abstract class ContractorTests(Desk desk, int port) : ConsoleTests(desk), IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("citydesk-contractor-");
    private WebApplication? _contractor;
    private string _secret = "";

    private Uri Address => new($"http://127.0.0.1:{port}");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Ten_changes_while_the_contractor_is_stopped_arrive_once_and_in_order_when_it_is_back()
    {
        var service = await CityAsync();
        using var staff = await SignedInAsync();
        var id = await SubscribeAsync(staff, service.JurisdictionId);

        await StopAsync();
        var (lamp, road) = (await RequestAsync(service), await RequestAsync(await ElsewhereAsync(service)));
        await ChangeAsync(lamp, static request => request.Assign("Crew North", "Ana", Desk.Today));
        await ChangeAsync(road, static request => request.Assign("Crew South", "Ana", Desk.Today));
        await ChangeAsync(lamp, static request => request.Assign("Crew East", "Ana", Desk.Today));
        await ChangeAsync(lamp, static request => request.Close("Done.", "Ana", Desk.Today));
        await ChangeAsync(lamp, static request => request.Reopen("It is dark again.", "Ana", Desk.Today));
        await ChangeAsync(road, static request => request.Close("Done.", "Ana", Desk.Today));
        await ChangeAsync(lamp, static request => request.Assign("Crew West", "Ana", Desk.Today));
        await ChangeAsync(lamp, static request => request.Close("Done again.", "Ana", Desk.Today));
        var third = await RequestAsync(service);
        await UntilAsync(async () => await WaitingAsync(id) == 10, moves: false);
        await StartAsync(_secret);

        await UntilAsync(async () => await WaitingAsync(id) == 0, moves: true);

        Assert.Equal(
            new[] { new Job(lamp.Key, "request.closed", 6), new Job(road.Key, "request.closed", 3), new Job(third.Key, "request.opened",
                1) }
                .OrderBy(static job => job.Request, StringComparer.Ordinal),
            await JobsAsync());
    }

    [Fact]
    public async Task What_is_not_saved_is_told_to_nobody_and_no_contractor_hears_of_another_city()
    {
        var (service, other) = (await CityAsync(), await CityAsync());
        using var staff = await SignedInAsync();
        var id = await SubscribeAsync(staff, service.JurisdictionId);
        await RequestAsync(other);
        await Assert.ThrowsAnyAsync<Exception>(() => Desk.InDatabaseAsync<int>(async db =>
        {
            db.Attach(service);
            await using var transaction = await db.Database.BeginTransactionAsync(Cancelled);
            db.Requests.Add(ServiceRequest.File(service, new RequestDraft { Location = new Location { Address = "x" } }, "resident",
                Desk.Today));
            await db.SaveChangesAsync(Cancelled);
            throw new InvalidOperationException("not committed");
        }));
        var told = await RequestAsync(service);

        await UntilAsync(async () => (await JobsAsync()).Count > 0, moves: true);

        Assert.Equal([new Job(told.Key, "request.opened", 1)], await JobsAsync());
        // It has the job a moment before the desk knows that it has.
        await UntilAsync(async () => await WaitingAsync(id) == 0, moves: true);
    }

    /// <summary>As staff and a contractor do it: a link from the console, the form of the portal, a secret, a challenge.</summary>
    private async Task<string> SubscribeAsync(ConsoleVisitor staff, string city)
    {
        var page = await staff.GetAsync("/desk/contractors");
        var form = page.Page.QuerySelectorAll("form[action='/desk/contractors/open']").OfType<IHtmlFormElement>()
            .Single(each => each.QuerySelector("input[name=city]")!.GetAttribute("value") == city);
        var opened = await staff.SubmitAsync(form);
        Assert.StartsWith("/contractors/enter?link=", opened.Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.GetAsync(opened.Location!)).Status);
        page = await staff.GetAsync("/contractors/new");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var added = await staff.PostAsync(
            "/contractors/new",
            [Token(page), new("url", $"{Address}in/citydesk"), new("types", "request.opened"), new("types", "request.assigned"),
                new("types", "request.closed"),
                new("concurrency", "4")]);
        Assert.True(added.Status == HttpStatusCode.OK, added.Body);
        _secret = added.Page.GetElementById("secret")!.GetAttribute("value")!;
        var endpoint = Assert.Single(await Desk.Services.GetRequiredService<IWebhookEndpoints>().ListAsync(city,
            cancellationToken: Cancelled));
        await StartAsync(_secret);
        page = await staff.GetAsync($"/contractors/endpoints/{endpoint.Id}");
        var confirmed = await staff.PostAsync($"/contractors/endpoints/{endpoint.Id}/confirm", [Token(page), new("version", "1")]);
        Assert.EndsWith("?done=confirmed", confirmed.Location, StringComparison.Ordinal);
        return endpoint.Id;
    }

    private static KeyValuePair<string, string> Token(Seen page) =>
        new("form", page.Page.QuerySelector("form[action^='/contractors/'] input[name=form]")!.GetAttribute("value")!);

    private async Task<Service> ElsewhereAsync(Service service)
    {
        var made = new Service
        {
            ChangedAt = Desk.Today,
            JurisdictionId = service.JurisdictionId,
            Code = "ROAD",
            Name = "Road",
            Target = TimeSpan.FromDays(2)
        };
        await Desk.InDatabaseAsync(db =>
        {
            db.Services.Add(made);
            return db.SaveChangesAsync(Cancelled);
        });
        return made;
    }

    private Task<int> ChangeAsync(ServiceRequest request, Func<ServiceRequest, Platform.Errors.Result> change) =>
        Desk.InDatabaseAsync(async db =>
    {
        var found = await db.Requests.Include(each => each.Service).Include(each => each.History).SingleAsync(each =>
            each.Id == request.Id, Cancelled);
        Assert.True(change(found).IsSuccess);
        return await db.SaveChangesAsync(Cancelled);
    });

    private async Task<long> WaitingAsync(string endpoint) =>
        (await Desk.Services.GetRequiredService<IOutboxStore>().MeasureAsync(Cancelled)).Single(lane => lane.Name == endpoint).Waiting;

    private async Task StartAsync(string secret)
    {
        await StopAsync();
        _contractor = ContractorHost.Create(
            ["--urls", $"{Address}", "--Jobs", Path.Combine(_folder.FullName, "jobs.db"), "--Webhooks:Sources:citydesk:Secrets:0", secret,
                "--Webhooks:Tolerance", "12:00:00", "--Logging:LogLevel:Default", "None"],
            Desk.Clock);
        await _contractor.StartAsync(Cancelled);
    }

    private async Task StopAsync()
    {
        if (_contractor is not null)
            await _contractor.DisposeAsync();
        _contractor = null;
    }

    private async Task<IReadOnlyList<Job>> JobsAsync()
    {
        using var client = new HttpClient();
        return (await client.GetFromJsonAsync<List<Job>>(new Uri(Address, "jobs"), Cancelled))!;
    }

    /// <summary>A port that nobody had a moment ago: the desk has to know it before the contractor listens there.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

public sealed class ContractorDesk : Desk
{
    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-test-").FullName;

    public int Port { get; } = ContractorTests.FreePort();

    public override string? Unavailable => null;

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Desk:DataFolder", _folder),
        new("Contractors:LocalPort", $"{Port}")];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class ContractorOnSqlite(ContractorDesk desk) : ContractorTests(desk, desk.Port), IClassFixture<ContractorDesk>;

public sealed class PostgreSqlContractorDesk : PostgreSqlDesk
{
    public int Port { get; } = ContractorTests.FreePort();

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [.. base.Settings, new("Contractors:LocalPort", $"{Port}")];
}

public sealed class ContractorOnPostgreSql(PostgreSqlContractorDesk desk)
    : ContractorTests(desk, desk.Port), IClassFixture<PostgreSqlContractorDesk>;
