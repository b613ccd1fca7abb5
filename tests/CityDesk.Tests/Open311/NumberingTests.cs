using System.Net;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityDesk.Tests.Open311;

/// <summary>Tokens, and the batch that exchanges them for numbers.</summary>
public abstract class NumberingTests(Desk desk) : OpenTests(desk)
{
    [Theory, MemberData(nameof(Formats))]
    public async Task A_token_has_no_number_until_the_batch_has_run_and_nobody_sees_the_request_before(string format)
    {
        var receipt = (await PostAsync($"{Root}/requests.{format}", Valid(("service_code", "NOISE"), ("description", "before the batch")))).Ok();
        var token = (string)receipt.Only["token"]!;

        var waiting = (await GetAsync($"{Root}/tokens/{token}.{format}")).Ok();
        Assert.Equal(["service_request_id", "token"], waiting.Only.Select(member => member.Key));
        Assert.Null(waiting.Only["service_request_id"]);
        Assert.Equal(token, (string?)waiting.Only["token"]);
        var id = await IdOfAsync(token);
        (await GetAsync($"{Root}/requests/{id}.{format}")).IsRefusal(HttpStatusCode.NotFound);
        Assert.Empty((await GetAsync($"{Root}/requests.{format}?service_request_id={id}")).Ok().List);

        Assert.Equal(1, await NumberWaitingAsync());

        var numbered = (await GetAsync($"{Root}/tokens/{token}.{format}?jurisdiction_id={City}")).Ok();
        Assert.Equal($"{id}", (string?)numbered.Only["service_request_id"]);
        Assert.Equal("before the batch", (string?)(await GetAsync($"{Root}/requests/{id}.{format}")).Ok().Only["description"]);
        Assert.Equal(0, await NumberWaitingAsync());
    }

    [Fact]
    public async Task The_batch_runs_by_the_clock()
    {
        var receipt = (await PostAsync($"{Root}/requests.json", Valid(("service_code", "NOISE")))).Ok();
        var path = $"{Root}/tokens/{(string)receipt.Only["token"]!}.json";

        // The service starts its timer in its own time, so a single step of the clock might come before it.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while ((await GetAsync(path)).Ok().Only["service_request_id"] is null)
        {
            deadline.Token.ThrowIfCancellationRequested();
            Desk.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_blackbox_request_is_stored_and_never_shown()
    {
        var before = await CountAsync();
        (await PostAsync($"{Root}/requests.json", Valid(("service_code", "TIP")))).Ok();
        await NumberWaitingAsync();

        Assert.Equal(before + 1, await CountAsync());
        var tip = await Desk.InDatabaseAsync(db => db.Requests.OrderByDescending(r => r.Id).FirstAsync(r => r.Service.Code == "TIP", Cancelled));
        (await GetAsync($"{Root}/requests/{tip.Id}.json")).IsRefusal(HttpStatusCode.NotFound);
        Assert.Empty((await GetAsync($"{Root}/requests.json?service_code=TIP")).Ok().List);
        Assert.Empty((await GetAsync($"{Root}/requests.json?service_request_id={tip.Id}")).Ok().List);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("%20")]
    [InlineData("%01")]
    [InlineData("';%20DROP%20TABLE%20Requests;%20--")]
    public async Task An_unknown_token_is_404(string token) =>
        (await GetAsync($"{Root}/tokens/{token}.xml")).IsRefusal(HttpStatusCode.NotFound, "token");

    [Fact]
    public async Task A_token_of_another_city_is_404()
    {
        var receipt = (await PostAsync($"{Root}/requests.json", Valid(("service_code", "NOISE")))).Ok();
        await Desk.InDatabaseAsync(async db =>
        {
            db.Jurisdictions.Add(new Jurisdiction { Id = "elsewhere.example", Name = "Elsewhere", TimeZone = "UTC" });
            return await db.SaveChangesAsync(Cancelled);
        });

        (await GetAsync($"{Root}/tokens/{(string)receipt.Only["token"]!}.json?jurisdiction_id=elsewhere.example")).IsRefusal(HttpStatusCode.NotFound, "token");
        await NumberWaitingAsync();
    }

    [Fact]
    public async Task Several_instances_number_every_request_once()
    {
        await NumberWaitingAsync();
        const int count = 1_300; // More than two batches.
        await Desk.InDatabaseAsync(async db =>
        {
            var service = await db.Services.SingleAsync(s => s.Code == "NOISE", Cancelled);
            for (var i = 0; i < count; i++)
                db.Requests.Add(ServiceRequest.File(service, new RequestDraft { Location = new Location { Address = "1 Test St" } }, "test", Desk.Today));
            return await db.SaveChangesAsync(Cancelled);
        });

        var numbered = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(NumberWaitingAsync, Cancelled)));

        Assert.Equal(count, numbered.Sum());
        Assert.False(await Desk.InDatabaseAsync(db => db.Requests.AnyAsync(r => r.Token != null && r.NumberedAt == null, Cancelled)));
        Assert.False(await Desk.InDatabaseAsync(db => db.Requests.AnyAsync(r => r.History.Count(line => line.Kind == RequestEventKind.Numbered) > 1, Cancelled)));
    }

    [Fact]
    public async Task A_request_that_staff_changed_meanwhile_gets_its_number_and_keeps_the_change()
    {
        var request = await FileAsync("NOISE", Desk.Today);
        await using var staff = Desk.Services.CreateAsyncScope();
        var db = staff.ServiceProvider.GetRequiredService<Data.DeskDbContext>();
        var seen = await db.Requests.SingleAsync(r => r.Id == request.Id, Cancelled);
        seen.Assign("Crew", "desk", Desk.Today).ThrowIfFailure();
        await db.SaveChangesAsync(Cancelled);

        Assert.Equal(1, await NumberWaitingAsync());

        var stored = await Desk.InDatabaseAsync(database => database.Requests.SingleAsync(r => r.Id == request.Id, Cancelled));
        Assert.Equal(("Crew", true), (stored.AssignedTo, stored.NumberedAt is not null));
    }

    private Task<long> IdOfAsync(string token) =>
        Desk.InDatabaseAsync(db => db.Requests.Where(r => r.Token == token).Select(r => r.Id).SingleAsync(Cancelled));
}

public sealed class NumberingOnSqlite(SqliteDesk desk) : NumberingTests(desk), IClassFixture<SqliteDesk>;

public sealed class NumberingOnPostgreSql(PostgreSqlDesk desk) : NumberingTests(desk), IClassFixture<PostgreSqlDesk>;
