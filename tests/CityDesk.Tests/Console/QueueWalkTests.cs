using CityDesk.Data;
using CityDesk.Data.TextIndex;
using CityDesk.Domain;
using CityDesk.Pages.Queue;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testing;

namespace CityDesk.Tests.StaffConsole;

/// <summary>Paging and filters against a naive model: a list in memory, filtered and sorted by hand.</summary>
public abstract class QueueWalkTests(Desk desk) : ConsoleTests(desk)
{
    private static readonly string[] Teams = ["Crew 1", "Crew 2"];
    private static readonly string[] Words = ["lamp", "LAMP post", "50% off", "a_b", "back\\slash", "plain"];
    private static readonly string?[] Texts = [null, null, "lamp", "%", "_", "\\", "50% O"];

    /// <summary>One request to be: minutes ago (few, so that many fall together), service, fate, description.</summary>
    public sealed record Seed(int Minutes, int Service, int Fate, int Word);

    public sealed record Walk(Seed[] Rows, Seed[] Newcomers, int Size, RequestStatus? Status, int? Service, string? Team, string? Text, int? From, int? Until);

    [Fact]
    [Soak]
    public void Walking_through_all_pages_gives_every_row_once_in_order_also_while_rows_are_added() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(SoakLength.Of(40, 1_000)),
            Prop.ForAll(Arb.From(Walks()), walk => WalkAsync(walk).GetAwaiter().GetResult()));

    private static Gen<Walk> Walks()
    {
        var seed = from minutes in Gen.Choose(0, 6)
                   from service in Gen.Choose(0, 1)
                   from fate in Gen.Choose(0, 5)
                   from word in Gen.Choose(0, Words.Length - 1)
                   select new Seed(minutes, service, fate, word);
        return from rows in seed.ArrayOf().Resize(30)
               from newcomers in seed.ArrayOf().Resize(6)
               from size in Gen.Choose(1, 7)
               from status in Gen.Elements<RequestStatus?>(null, null, RequestStatus.Open, RequestStatus.Assigned, RequestStatus.Closed)
               from service in Gen.Elements<int?>(null, null, 0, 1)
               from team in Gen.Elements<string?>(null, null, Teams[0], Teams[1])
               from text in Gen.Elements(Texts)
               from start in Gen.Elements<int?>(null, null, 5, 2)
               from until in Gen.Elements<int?>(null, null, 1, 3)
               select new Walk(rows, newcomers, size, status, service, team, text, start, until);
    }

    private async Task WalkAsync(Walk walk)
    {
        var now = Desk.Today.AddTicks(1_234_567 * 10);
        var one = await CityAsync();
        var other = new Service { ChangedAt = CityDesk.Tests.Desk.Today, JurisdictionId = one.JurisdictionId, Code = "OTHER", Name = "Other" };
        await Desk.InDatabaseAsync(db => { db.Services.Add(other); return db.SaveChangesAsync(Cancelled); });
        Service[] services = [one, other];

        var there = await AddAsync(services, walk.Rows, now);
        var filter = new QueueFilter
        {
            JurisdictionId = one.JurisdictionId,
            Status = walk.Status,
            ServiceId = walk.Service is { } s ? services[s].Id : null,
            Team = walk.Team,
            Text = walk.Text,
            From = now.AddMinutes(-walk.From ?? -1_000),
            Until = walk.Until is { } until ? now.AddMinutes(-until) : null,
        };

        var forth = new List<long>();
        var pages = new List<QueuePage>();
        var newcomers = new Queue<Seed>(walk.Newcomers);
        var added = new List<ServiceRequest>();
        for (QueueCursor? cursor = null; pages.Count == 0 || cursor is not null;)
        {
            var page = await PageAsync(filter, cursor, walk.Size);
            Assert.InRange(page.Rows.Count, 0, walk.Size);
            pages.Add(page);
            forth.AddRange(page.Rows.Select(r => r.Id));
            cursor = page.Older;
            if (cursor is not null && newcomers.TryDequeue(out var newcomer))
                added.AddRange(await AddAsync(services, [newcomer], now));
        }

        // Every row that was there from the beginning, once; what came meanwhile at most once, and in its place.
        var everything = Naive([.. there, .. added], filter);
        var old = there.Select(r => r.Id).ToHashSet();
        Assert.Equal(forth.Distinct(), forth);
        Assert.Equal(everything.Where(old.Contains), forth.Where(old.Contains));
        Assert.Equal(everything.Where(forth.Contains), forth);

        // And back: the pages above the last one, then the first page whole, with all that came meanwhile.
        var back = pages[^1].Rows.Select(r => r.Id).ToList();
        for (var cursor = pages[^1].Newer; cursor is not null;)
        {
            var page = await PageAsync(filter, cursor, walk.Size);
            var rows = page.Rows.Select(r => r.Id).ToList();
            if (page.Newer is null)
                Assert.Equal(everything.Take(walk.Size), rows);
            back.InsertRange(0, rows.TakeWhile(id => !back.Contains(id)));
            cursor = page.Newer;
        }

        Assert.Equal(everything.Where(back.Contains), back);
        if (pages.Count > 1)
            Assert.Equal(everything, back);
    }

    private async Task<QueuePage> PageAsync(QueueFilter filter, QueueCursor? cursor, int size)
    {
        // As a browser would hand it back.
        var returned = cursor is null ? null : QueueCursor.TryParse(cursor.ToString(), cursor.Direction);
        Assert.Equal(cursor, returned);
        return await Desk.InDatabaseAsync(db => new RequestQueue(db, new TextSearch(db, Desk.Services.GetRequiredService<ITextIndex>())).PageAsync(filter, returned, size, Cancelled));
    }

    private Task<List<ServiceRequest>> AddAsync(Service[] services, Seed[] seeds, DateTimeOffset now) => Desk.InDatabaseAsync(async (DeskDbContext db) =>
    {
        db.AttachRange(services.AsEnumerable());
        var made = new List<ServiceRequest>();
        foreach (var seed in seeds)
        {
            var at = now.AddMinutes(-seed.Minutes);
            var draft = new RequestDraft { Location = new() { Address = seed.Fate % 2 == 0 ? "1 Lamp Street" : null, AddressId = "x" }, Description = Words[seed.Word] };
            var request = ServiceRequest.File(services[seed.Service], draft, "test", at);
            if (seed.Fate >= 2)
                request.Assign(Teams[seed.Fate % 2], "test", at).ThrowIfFailure();
            if (seed.Fate >= 4)
                request.Close("Done.", "test", at).ThrowIfFailure();
            db.Add(request);
            made.Add(request);
            await db.SaveChangesAsync(Cancelled);
        }

        return made;
    });

    private static List<long> Naive(IEnumerable<ServiceRequest> all, QueueFilter filter) =>
    [
        .. all
            .Where(r => filter.Status is null || r.Status == filter.Status)
            .Where(r => filter.ServiceId is null || r.ServiceId == filter.ServiceId || r.Service.Id == filter.ServiceId)
            .Where(r => filter.Team is null || r.AssignedTo == filter.Team)
            .Where(r => filter.From is null || r.RequestedAt >= filter.From)
            .Where(r => filter.Until is null || r.RequestedAt < filter.Until)
            .Where(r => filter.Text is null
                || r.Description.Contains(filter.Text, StringComparison.OrdinalIgnoreCase)
                || r.Location.Address?.Contains(filter.Text, StringComparison.OrdinalIgnoreCase) == true)
            .OrderByDescending(r => r.RequestedAt).ThenByDescending(r => r.Id)
            .Select(r => r.Id),
    ];
}

public sealed class QueueWalkOnSqlite(SqliteDesk desk) : QueueWalkTests(desk), IClassFixture<SqliteDesk>;

public sealed class QueueWalkOnPostgreSql(PostgreSqlDesk desk) : QueueWalkTests(desk), IClassFixture<PostgreSqlDesk>;
