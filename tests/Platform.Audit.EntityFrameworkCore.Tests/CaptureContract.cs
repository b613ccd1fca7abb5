using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Platform.Audit.Records;

namespace Platform.Audit.EntityFrameworkCore.Tests;

/// <summary>What is captured of changes, on every database.</summary>
public abstract partial class CaptureContract(Engine engine) : RecordedContract(engine)
{
    [Fact]
    public async Task What_is_added_has_the_key_that_the_database_made_and_each_value_as_it_is()
    {
        await using (var city = City())
        {
            city.Add(new Visit { Path = "/" });
            city.Add(new Case
            {
                Title = "Pothole",
                Urgency = Urgency.High,
                Cost = 12.5m,
                DueAt = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero),
                Labels = { "road", "east" },
                Draft = "left out",
                Pin = "4711",
                Email = "ada@example.com",
                Resident = "17",
                Place = new Place { Street = "Main" },
            });
            await city.SaveChangesAsync(Cancellation);
            Assert.Equal(AutoTransactionBehavior.WhenNeeded, city.Database.AutoTransactionBehavior);
        }

        var added = Assert.Single(await CapturedAsync());
        Assert.StartsWith("event \"entity.added\" target=\"case:", added, StringComparison.Ordinal);
        string[] said =
        [
            "\"after.Cost\"=\"12.5\"", "\"after.DueAt\"=2026-03-10T12:00:00.000000Z", "\"after.Email\"=personal:", "\"after.Id\"=", "\"after.Labels\"=\"[\\\"road\\\",\\\"east\\\"]\"",
            "\"after.Pin\"=\"(masked)\"", "\"after.Place.Street\"=\"Main\"", "\"after.Resident\"=\"17\"", "\"after.Slug\"=\"pothole\"", "\"after.Title\"=\"Pothole\"", "\"after.Urgency\"=\"High\"", "\"entity\"=\"Case\"",
        ];
        Assert.All(said, each => Assert.Contains(each, added, StringComparison.Ordinal));
        Assert.Equal(said.Length, added.Count(static character => character == '=') - 2);
        Assert.DoesNotContain("case:0\"", added, StringComparison.Ordinal);
        foreach (var secret in (string[])["left out", "4711", "ada@example.com"])
            Assert.DoesNotContain(await RecordsAsync(), record => Encoding.UTF8.GetString(record).Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_changed_says_what_was_and_what_is_and_what_is_changed_back_says_nothing()
    {
        var id = await AddAsync(new Case { Title = "Pothole", Cost = 5, Draft = "one", Pin = "1" });
        await ChangeAsync(id, static each => (each.Title, each.Cost, each.Pin, each.Draft, each.Place) = ("Hole", null, "2", "two", new Place { Street = "Main" }));
        await ChangeAsync(id, static each => each.Draft = "three");
        await ChangeAsync(id, static each =>
        {
            each.Title = "other";
            each.Title = "Hole";
        });

        Assert.Equal(
            [$"""event "entity.changed" target="case:{id}" outcome=success "after.Pin"="(masked)" "after.Place.Street"="Main" "after.Slug"="hole" "after.Title"="Hole" "before.Cost"="5" "before.Pin"="(masked)" "before.Place.Street"="" "before.Slug"="pothole" "before.Title"="Pothole" "entity"="Case" """.TrimEnd()],
            (await CapturedAsync())[1..].Select(static each => each.Replace("\"5.0\"", "\"5\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_not_sent_is_not_said()
    {
        var id = await AddAsync(new Case { Title = "Pothole", Resident = "17" });
        await using (var city = City())
        {
            city.ChangeTracker.AutoDetectChangesEnabled = false;
            var found = await city.Cases.SingleAsync(Cancellation);
            (found.Title, found.Resident) = ("Hole", "18");
            city.Entry(found).Property(static each => each.Resident).IsModified = true;
            await city.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(
            $"""event "entity.changed" target="case:{id}" outcome=success "after.Resident"="18" "before.Resident"="17" "entity"="Case" """.TrimEnd(),
            Assert.Single((await CapturedAsync())[1..]));
        await using var read = City();
        Assert.Equal("Pothole", (await read.Cases.SingleAsync(Cancellation)).Title);
    }

    [Fact]
    public async Task What_is_deleted_says_what_was()
    {
        var id = await AddAsync(new Case { Title = "Pothole" });
        await using (var city = City())
        {
            city.Remove(await city.Cases.SingleAsync(Cancellation));
            await city.SaveChangesAsync(Cancellation);
        }

        var deleted = Assert.Single((await CapturedAsync())[1..]);
        Assert.StartsWith($"""event "entity.deleted" target="case:{id}" outcome=success "before.Id"={id} """, deleted, StringComparison.Ordinal);
        Assert.Contains("\"before.Title\"=\"Pothole\"", deleted, StringComparison.Ordinal);
        Assert.DoesNotContain("after.", deleted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_entity_owns_and_is_linked_with_has_its_target()
    {
        var team = new Team { Id = Guid.Parse("00000000-0000-0000-0000-000000000007"), Name = "Roads" };
        var id = await AddAsync(new Case { Title = "Pothole", Site = new Site { Name = "Yard" }, Notes = { new Note { Id = 3, Text = "first" } }, Teams = { team } });
        await using (var city = City())
        {
            var found = await city.Cases.Include(static each => each.Teams).SingleAsync(Cancellation);
            found.Site!.Name = "Depot";
            found.Notes[0].Text = "second";
            found.Teams.Clear();
            await city.SaveChangesAsync(Cancellation);
        }

        var captured = await CapturedAsync();
        Assert.Contains(captured, each => each.Contains($"\"entity.added\" target=\"case:{id}\"", StringComparison.Ordinal) && each.Contains("\"after.Site.Name\"=\"Yard\"", StringComparison.Ordinal));
        Assert.Contains(captured, each => each.Contains("\"entity.added\" target=\"team:00000000-0000-0000-0000-000000000007\"", StringComparison.Ordinal));
        Assert.Contains(captured, each => each.Contains($"\"entity.linked\" target=\"case:{id}\" outcome=success \"entity\"=\"Case-Team\" \"other\"=\"team:00000000-0000-0000-0000-000000000007\"", StringComparison.Ordinal));
        Assert.Contains(captured, each => each.Contains($"\"entity.unlinked\" target=\"case:{id}\"", StringComparison.Ordinal));
        Assert.Contains(captured, each => each.Contains($"\"entity.changed\" target=\"case:{id}\" outcome=success \"after.Site.Name\"=\"Depot\" \"before.Site.Name\"=\"Yard\" \"entity\"=\"Site\"", StringComparison.Ordinal));
        Assert.Contains(captured, each => Regex.IsMatch(each, $"\"entity.changed\" target=\"case:{id}\" outcome=success \"after.Notes.Text\"=\"second\" \"before.Notes.Text\"=\"first\" \"entity\"=\"Note\" \"item\"=\"3\""));
        Assert.Equal(8, captured.Count);
    }

    [Fact]
    public async Task What_is_written_over_without_having_been_read_says_so()
    {
        var id = await AddAsync(new Case { Title = "Pothole" });
        await using (var city = City())
        {
            city.Update(new Case { Id = id, Title = "Hole" });
            await city.SaveChangesAsync(Cancellation);
        }

        var changed = Assert.Single((await CapturedAsync())[1..]);
        Assert.Contains("\"after.Title\"=\"Hole\"", changed, StringComparison.Ordinal);
        Assert.DoesNotContain("before.", changed, StringComparison.Ordinal);
        Assert.EndsWith("\"unread\"=true", changed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_is_not_recorded_and_what_is_saved_afterwards_is()
    {
        await AddAsync(new Case { Title = "Pothole" });
        await using (var city = City())
        {
            var twice = city.Add(new Case { Title = "Pothole" });
            await Assert.ThrowsAsync<DbUpdateException>(() => city.SaveChangesAsync(Cancellation));
            Assert.Equal(AutoTransactionBehavior.WhenNeeded, city.Database.AutoTransactionBehavior);
            twice.Entity.Title = "Hole";
            city.SaveChanges();
        }

        Assert.Equal(["Pothole", "Hole"], (await CapturedAsync()).Select(static each => TitleAfter().Match(each).Groups[1].Value));
    }

    [Fact]
    public async Task A_transaction_of_the_callers_own_decides_and_its_savepoints_do()
    {
        await using (var city = City())
        {
            await using (var transaction = await city.Database.BeginTransactionAsync(Cancellation))
            {
                city.Add(new Case { Title = "rolled back" });
                await city.SaveChangesAsync(Cancellation);
                await transaction.RollbackAsync(Cancellation);
            }
            city.ChangeTracker.Clear();
            await using (var transaction = await city.Database.BeginTransactionAsync(Cancellation))
            {
                var first = new Case { Title = "first" };
                city.Add(first);
                await city.SaveChangesAsync(Cancellation);
                await transaction.CreateSavepointAsync("before", Cancellation);
                city.Add(new Case { Title = "undone" });
                await city.SaveChangesAsync(Cancellation);
                await transaction.RollbackToSavepointAsync("before", Cancellation);
                first.Title = "second";
                city.SaveChanges();
                await transaction.CommitAsync(Cancellation);
            }
        }

        var captured = await CapturedAsync();
        Assert.Equal(["first", "second"], captured.Select(static each => TitleAfter().Match(each).Groups[1].Value));
        Assert.DoesNotContain("case:0\"", captured[0], StringComparison.Ordinal);
        Assert.Contains("\"before.Title\"=\"first\"", captured[1], StringComparison.Ordinal);
    }

    /// <summary>A connection that is cut at the commit: what the first attempt has written goes with it.</summary>
    [Fact]
    public async Task A_strategy_that_tries_again_records_what_was_saved_once()
    {
        var failing = new FailingCommits(2);
        await using (var city = new CityContext(Engine.Options<CityContext>(static dependencies => new Again(dependencies)).UsePlatformAuditCapture().AddInterceptors(failing).Options, Engine.Schema))
        {
            city.Add(new Case { Title = "Pothole" });
            await city.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(3, failing.Commits);
        Assert.Equal("Pothole", TitleAfter().Match(Assert.Single(await CapturedAsync())).Groups[1].Value);
    }

    /// <summary>One interceptor, many contexts: an interceptor with state of its own has lost half of the events here.</summary>
    [Fact]
    public async Task Contexts_that_save_at_the_same_time_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(
            async () =>
            {
                await using var city = City();
                city.Add(new Case { Title = string.Create(CultureInfo.InvariantCulture, $"{number:d2}") });
                await city.SaveChangesAsync(Cancellation);
            },
            Cancellation)));

        Assert.Equal(
            Enumerable.Range(0, 64).Select(static number => string.Create(CultureInfo.InvariantCulture, $"{number:d2}")),
            (await CapturedAsync()).Select(static each => TitleAfter().Match(each).Groups[1].Value).Order(StringComparer.Ordinal));
    }

    /// <summary>It throws before anything is saved: what was to be saved then must not be recorded with what is committed next.</summary>
    [Fact]
    public async Task An_interceptor_that_refuses_leaves_nothing_behind()
    {
        var refusing = new Refusing { IsRefusing = true };
        await using (var city = new CityContext(Engine.Options<CityContext>().UsePlatformAuditCapture().AddInterceptors(refusing).Options, Engine.Schema))
        {
            city.Add(new Case { Title = "refused" });
            await Assert.ThrowsAsync<NotSupportedException>(() => city.SaveChangesAsync(Cancellation));
            await using (var transaction = await city.Database.BeginTransactionAsync(Cancellation))
                await transaction.CommitAsync(Cancellation);
            Assert.Empty(await CapturedAsync());
            refusing.IsRefusing = false;
            await city.SaveChangesAsync(Cancellation);
        }

        Assert.Single(await CapturedAsync());
    }

    [Fact]
    public async Task Personal_values_lie_beside_the_record_by_whom_they_are_about_and_can_be_erased()
    {
        var id = await AddAsync(new Case { Title = "Pothole", Email = "ada@example.com", Resident = "17" });
        await ChangeAsync(id, static each => each.Email = "grace@example.com");
        await SettleAsync();
        var personal = Log.Service<IAuditPersonalData>();
        Assert.Single(await personal.FindAsync("before.Email", "ada@example.com", cancellationToken: Cancellation));

        Assert.Equal(2, (await personal.EraseSubjectAsync("resident:17", cancellationToken: Cancellation)).Records);

        Assert.Empty(await personal.FindAsync("after.Email", "grace@example.com", cancellationToken: Cancellation));
        Assert.True((await personal.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task A_value_that_is_too_long_for_a_record_is_told_by_its_length_and_its_hash()
    {
        var text = new string('x', 100_000);
        await AddAsync(new Case { Title = "Pothole", Resident = text[..250], Email = text, Place = new Place { Street = text } });

        var added = Assert.Single(await CapturedAsync());
        Assert.Contains("\"after.Place.Street\"=\"(100000 characters, sha256 ", added, StringComparison.Ordinal);
        Assert.Contains("\"after.Email\"=\"(personal: 100000 characters)\"", added, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statements_past_the_change_tracker_are_marked_with_what_they_have_changed(bool inTransaction)
    {
        foreach (var title in (string[])["a", "b", "c"])
            await AddAsync(new Case { Title = title });
        await using (var city = City())
        {
            await using var transaction = inTransaction ? await city.Database.BeginTransactionAsync(Cancellation) : null;
            Assert.Equal(2, await city.Cases.Where(static each => each.Title != "a").ExecuteUpdateAsync(static set => set.SetProperty(static each => each.Pin, "4712"), Cancellation));
            Assert.Equal(1, city.Cases.Where(static each => each.Title == "c").ExecuteDelete());
            Assert.Equal(2, await city.Database.ExecuteSqlAsync($"""UPDATE "Cases" SET "Pin" = {"4713"}""", Cancellation));
            Assert.Equal(0, await city.Cases.Where(static each => each.Title == "nothing").ExecuteDeleteAsync(Cancellation));
            Assert.Equal(1, await city.Database.ExecuteSqlRawAsync("""INSERT INTO "Visits" ("Path") VALUES ('x')""", Cancellation));
            if (transaction is not null)
                await transaction.CommitAsync(Cancellation);
        }

        var captured = (await CapturedAsync())[3..];
        Assert.Equal(
            [("2", "ExecuteUpdate"), ("1", "ExecuteDelete"), ("2", "ExecuteSqlRaw")],
            captured.Select(static each => BulkText().Match(each)).Select(static match => (match.Groups[1].Value, match.Groups[2].Value)));
        Assert.DoesNotContain(await RecordsAsync(), static record => Encoding.UTF8.GetString(record).Contains("471", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_statement_that_is_rolled_back_or_fails_is_not_recorded()
    {
        await AddAsync(new Case { Title = "a" });
        await AddAsync(new Case { Title = "b" });
        await using (var city = City())
        {
            await using (var transaction = await city.Database.BeginTransactionAsync(Cancellation))
            {
                await city.Cases.ExecuteDeleteAsync(Cancellation);
                await transaction.RollbackAsync(Cancellation);
            }
            await Assert.ThrowsAnyAsync<Exception>(() => city.Cases.ExecuteUpdateAsync(static set => set.SetProperty(static each => each.Title, "same"), Cancellation));
            Assert.Equal(2, await city.Cases.CountAsync(Cancellation));
        }

        Assert.Equal(2, (await CapturedAsync()).Count);
    }

    /// <summary>Replaying what was captured gives what is in the table, whatever was done in which transactions.</summary>
    [Fact]
    public async Task Replaying_what_was_captured_gives_what_is_there()
    {
        var steps = Gen.Sample(Gen.ListOf(Gen.Choose(0, 7)), 1, 60).First().Concat(Enumerable.Range(0, 8)).ToList();
        var title = 0;
        foreach (var step in steps)
        {
            await using var city = City();
            await using var transaction = step % 2 == 0 ? await city.Database.BeginTransactionAsync(Cancellation) : null;
            var all = await city.Cases.OrderBy(static each => each.Id).ToListAsync(Cancellation);
            if (step < 4 || all.Count == 0)
                city.AddRange(Enumerable.Range(0, step + 1).Select(_ => new Case { Title = string.Create(CultureInfo.InvariantCulture, $"{title++}") }));
            foreach (var each in all.Where(each => each.Id % 3 == step % 3))
                each.Title = string.Create(CultureInfo.InvariantCulture, $"{title++}");
            if (step > 5 && all.Count > 0)
                city.Remove(all[0]);
            await city.SaveChangesAsync(Cancellation);
            if (transaction is null)
                continue;
            if (step == 6)
                await transaction.RollbackAsync(Cancellation);
            else
                await transaction.CommitAsync(Cancellation);
        }

        var replayed = new SortedDictionary<int, string>();
        foreach (var each in await CapturedAsync())
        {
            var id = int.Parse(TargetText().Match(each).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (each.StartsWith("event \"entity.added\"", StringComparison.Ordinal))
                replayed.Add(id, TitleAfter().Match(each).Groups[1].Value);
            else if (each.StartsWith("event \"entity.deleted\"", StringComparison.Ordinal))
                Assert.True(replayed.Remove(id));
            else
                replayed[id] = TitleAfter().Match(each).Groups[1].Value;
        }
        await using var read = City();
        Assert.Equal(await read.Cases.OrderBy(static each => each.Id).ToDictionaryAsync(static each => each.Id, static each => each.Title, Cancellation), replayed);
    }

    [Fact]
    public void A_model_that_audits_and_has_no_intake_says_what_is_missing()
    {
        using var homeless = new HomelessContext(Engine.Options<HomelessContext>().UsePlatformAuditCapture().Options);
        homeless.Add(new Visit());

        Assert.Contains("UsePlatformAuditIntake", Assert.Throws<InvalidOperationException>(() => homeless.SaveChanges()).Message, StringComparison.Ordinal);
    }

    protected override DbContext NewContext() => City();

    private CityContext City() => new(Engine.Options<CityContext>().UsePlatformAuditCapture().Options, Engine.Schema);

    private async Task<int> AddAsync(Case added)
    {
        await using var city = City();
        city.Add(added);
        await city.SaveChangesAsync(Cancellation);
        return added.Id;
    }

    private async Task ChangeAsync(int id, Action<Case> change)
    {
        await using var city = City();
        change(await city.Cases.SingleAsync(each => each.Id == id, Cancellation));
        await city.SaveChangesAsync(Cancellation);
    }

    /// <summary>Events of captured changes as text, without times and numbers of the producer.</summary>
    private async Task<List<string>> CapturedAsync()
    {
        await SettleAsync();
        return [.. (await RecordsAsync()).Select(TextOf).Where(static text => text.StartsWith("event \"entity.", StringComparison.Ordinal))];
    }

    private static string TextOf(byte[] bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes, out var record));
        var text = record.ToString();
        return text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..text.LastIndexOf(" producer=", StringComparison.Ordinal)];
    }

    [GeneratedRegex("\"after.Title\"=\"([^\"]*)\"")]
    private static partial Regex TitleAfter();

    [GeneratedRegex("target=\"case:(\\d+)\"")]
    private static partial Regex TargetText();

    [GeneratedRegex("^event \"entity.bulk\" target=\"Cases\" outcome=success \"count\"=(\\d+) \"sha256\"=\"[0-9a-f]{64}\" \"source\"=\"(\\w+)\"$")]
    private static partial Regex BulkText();

    private sealed class Again(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 4, maxRetryDelay: TimeSpan.FromMilliseconds(1))
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is IOException;
    }

    private sealed class FailingCommits(int fails) : DbTransactionInterceptor
    {
        public int Commits { get; private set; }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            System.Data.Common.DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            Commits++ < fails ? throw new IOException("The connection was cut.") : new(result);
    }

    private sealed class Refusing : SaveChangesInterceptor
    {
        public bool IsRefusing { get; set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            IsRefusing ? throw new NotSupportedException("Not today.") : new(result);
    }
}
