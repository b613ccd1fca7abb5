using CityDesk.Data;
using CityDesk.Data.TextIndex;
using CityDesk.Domain;
using CityDesk.Pages.Queue;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityDesk.Tests.StaffConsole;

/// <summary>What the engine's text index knows, and that it stays in step.</summary>
public abstract class TextIndexTests(Desk desk) : ConsoleTests(desk)
{
    private protected ITextIndex Index => Desk.Services.GetRequiredService<ITextIndex>();

    [Theory]
    [InlineData("quagga")]
    [InlineData("QUAGGA")]
    [InlineData("gga \"4")]
    [InlineData("\"4%_\\' é漢🚧")]
    [InlineData("漢🚧 O")]
    [InlineData("AND (x")]
    public async Task A_part_of_an_address_or_a_description_is_found(string text)
    {
        var service = await CityAsync();
        var there = new RequestDraft { Location = new() { Address = "Quagga \"4%_\\' é漢🚧 OR x AND (x" } };
        var said = new RequestDraft { Location = new() { Address = "1 Mill Lane" }, Description = "At the quagga \"4%_\\' é漢🚧 OR x AND (x!" };
        var expected = new[] { await RequestAsync(service, draft: there), await RequestAsync(service, draft: said) };
        await RequestAsync(service);

        var found = await FindAsync(text);

        Assert.NotNull(found);
        Assert.Subset(found.ToHashSet(), expected.Select(r => r.Id).ToHashSet());
        Assert.Equal(expected.Select(r => r.PublicId).Reverse(), await QueueAsync(service, text));
    }

    [Fact]
    public async Task A_changed_text_is_found_by_its_new_words_only_and_a_removed_one_no_more()
    {
        var service = await CityAsync();
        var (kept, removed) = (await RequestAsync(service, draft: Saying("zebrawood")), await RequestAsync(service, draft: Saying("zebrawood")));
        Assert.Equal(2, (await FindAsync("zebrawood"))!.Count);

        await Desk.InDatabaseAsync(db => db.Requests.Where(r => r.Id == kept.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Description, "ironwood, not the other"), Cancelled));
        await Desk.InDatabaseAsync(db => db.Requests.Where(r => r.Id == removed.Id).ExecuteDeleteAsync(Cancelled));

        Assert.Equal([], await FindAsync("zebrawood"));
        Assert.Equal([kept.Id], await FindAsync("ironwood, not"));
    }

    [Fact]
    public async Task Short_texts_are_in_no_index_and_are_found_all_the_same()
    {
        var service = await CityAsync();
        var request = await RequestAsync(service, draft: Saying("q#"));

        Assert.Null(await FindAsync("q#"));
        Assert.Equal([request.PublicId], await QueueAsync(service, "q#"));
    }

    [Fact]
    public async Task A_text_that_very_many_hold_shows_the_newest_first()
    {
        var service = await CityAsync();
        await Desk.InDatabaseAsync(db =>
        {
            db.Attach(service);
            db.Requests.AddRange(Enumerable.Range(0, 1_200).Select(number =>
                ServiceRequest.File(service, Saying($"Beech {number}, common"), "resident", Desk.Clock.GetUtcNow().AddMinutes(-number))));
            return db.SaveChangesAsync(Cancelled);
        });

        var page = await PageAsync(service, "beech");

        Assert.Equal(50, page.Rows.Count);
        Assert.Equal(page.Rows.Select(row => row.RequestedAt).OrderDescending(), page.Rows.Select(row => row.RequestedAt));
        Assert.Equal(Desk.Clock.GetUtcNow(), page.Rows[0].RequestedAt);
        Assert.Equal(11, (await PageAsync(service, "Beech 112")).Rows.Count);
    }

    [Fact]
    public async Task A_number_is_found_beside_texts()
    {
        var service = await CityAsync();
        var imported = await Desk.InDatabaseAsync(async db =>
        {
            db.Attach(service);
            var request = ServiceRequest.File(service, Saying("old"), "resident", Desk.Clock.GetUtcNow());
            db.Requests.Add(request);
            db.Entry(request).Property(r => r.ImportSource).CurrentValue = "oldtown";
            db.Entry(request).Property(r => r.ExternalId).CurrentValue = "77-4711";
            await db.SaveChangesAsync(Cancelled);
            return request;
        });
        var mentions = await RequestAsync(service, draft: Saying("the same as 77-4711 again"));

        Assert.Equal([imported.PublicId, mentions.PublicId], (await QueueAsync(service, "77-4711")).OrderDescending(StringComparer.Ordinal));
        Assert.Equal([imported.PublicId], await QueueAsync(service, "oldtown-77-4711"));
        Assert.Equal([mentions.PublicId], await QueueAsync(service, mentions.PublicId));
    }

    private protected static RequestDraft Saying(string words) => new() { Location = new() { Address = "1 Mill Lane" }, Description = words };

    private protected Task<IReadOnlyList<long>?> FindAsync(string text) => Desk.InDatabaseAsync(db => Index.FindAsync(db, text, 100, Cancelled));

    private protected async Task<IEnumerable<string>> QueueAsync(Service service, string text) => (await PageAsync(service, text)).Rows.Select(row => row.PublicId);

    private Task<QueuePage> PageAsync(Service service, string text) => Desk.InDatabaseAsync(db =>
        new RequestQueue(db, new TextSearch(db, Index)).PageAsync(new QueueFilter { JurisdictionId = service.JurisdictionId, Text = text }, null, 50, Cancelled));
}

public sealed class TextIndexOnSqlite(SqliteDesk desk) : TextIndexTests(desk), IClassFixture<SqliteDesk>
{
    [Fact]
    public async Task What_a_migration_drops_is_made_again_and_filled()
    {
        var service = await CityAsync();
        await Desk.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("""DROP TRIGGER "RequestTexts_Insert" """, Cancelled));
        var request = await RequestAsync(service, draft: Saying("whitebeam"));
        Assert.Equal([], await FindAsync("whitebeam"));

        await Desk.InDatabaseAsync(async db =>
        {
            await Index.PrepareAsync(db, Cancelled);
            return 0;
        });
        var later = await RequestAsync(service, draft: Saying("whitebeam"));

        Assert.Equal([request.Id, later.Id], (await FindAsync("whitebeam"))!.Order());
    }

    [Fact]
    public async Task The_index_agrees_with_the_requests()
    {
        var connectionString = await Desk.InDatabaseAsync(db => Task.FromResult(db.Database.GetConnectionString()!));
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(Cancelled);
        await using var check = connection.CreateCommand();
        check.CommandText = """INSERT INTO "RequestTexts"("RequestTexts", rank) VALUES ('integrity-check', 1)""";

        // It fails with SQLITE_CORRUPT_VTAB where it does not.
        await check.ExecuteNonQueryAsync(Cancelled);
    }
}

public sealed class TextIndexOnPostgreSql(PostgreSqlDesk desk) : TextIndexTests(desk), IClassFixture<PostgreSqlDesk>
{
    [Fact]
    public async Task A_role_that_may_not_make_the_index_searches_without_it()
    {
        var service = await CityAsync();
        var request = await RequestAsync(service, draft: Saying("hornbeam"));
        var role = $"reader_{Guid.NewGuid():N}";
        var connectionString = await Desk.InDatabaseAsync(db => Task.FromResult(db.Database.GetConnectionString()!));
#pragma warning disable EF1002 // The name is one that was just made up here.
        await Desk.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(
            $"""DROP INDEX "IX_Requests_Texts"; CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};""", Cancelled));
        try
        {
            await using var context = new PostgreSqlDeskDbContext(new DbContextOptionsBuilder<PostgreSqlDeskDbContext>()
                .UseNpgsql(new NpgsqlConnectionStringBuilder(connectionString) { Username = role, Pooling = false }.ConnectionString).Options);
            var index = new PostgreSqlTextIndex(NullLogger<PostgreSqlTextIndex>.Instance);

            await index.PrepareAsync(context, Cancelled);
            var found = await new RequestQueue(context, new TextSearch(context, index))
                .PageAsync(new QueueFilter { JurisdictionId = service.JurisdictionId, Text = "HORNBEAM" }, null, 50, Cancelled);

            Assert.Null(await index.FindAsync(context, "hornbeam", 10, Cancelled));
            Assert.Equal([request.PublicId], found.Rows.Select(row => row.PublicId));
        }
        finally
        {
            await Desk.InDatabaseAsync(async db =>
            {
                await db.Database.ExecuteSqlRawAsync($"DROP OWNED BY {role}; DROP ROLE {role}", CancellationToken.None);
                await Index.PrepareAsync(db, CancellationToken.None);
                return 0;
            });
        }
    }
#pragma warning restore EF1002
}
