using Microsoft.EntityFrameworkCore;
using Platform.Encryption.Keys;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>What holds on every database.</summary>
public abstract partial class EncryptedContextContract : IAsyncLifetime
{
    private readonly LocalRootKey _root = LocalRootKey.FromSecret([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private readonly List<Keyring> _keyrings = [];

    protected EncryptedContextContract() => Keyring = AnotherKeyring();

    private protected CountingKeyStore Store { get; } = new();

    protected Keyring Keyring { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        await using var context = Town();
        await CreateTablesAsync(context);
    }

    public virtual ValueTask DisposeAsync()
    {
        foreach (var keyring in _keyrings)
            keyring.Dispose();
        _root.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_saved_is_read_and_the_database_has_none_of_it()
    {
        var ada = Ada();
        await SaveAsync(ada);

        await using var context = Town();
        var read = await context.Residents.SingleAsync(Cancellation);

        Assert.Equal(("ada@example.org", "040 123", "likes looms", "Loom Lane 1", 36), (read.Email, read.Phone, read.Note, read.Home.Street, read.Age));
        Assert.Equal("Hamburg", read.Home.Town);
        foreach (var (column, value) in await RowAsync("Residents"))
        {
            foreach (var secret in (string[])["ada@example", "040 123", "+4940", "looms", "Loom"])
                Assert.DoesNotContain(secret, value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : $"{value}", StringComparison.OrdinalIgnoreCase);
            if (column is "Email" or "Phone" or "Note" or "HomeStreet")
                Assert.True(KeyId.TryReadFrom(Assert.IsType<byte[]>(value), out _));
        }
    }

    [Fact]
    public async Task Null_and_empty_are_told_apart()
    {
        await SaveAsync(new Resident { Email = "", Phone = null, PersonId = "p" });

        await using var context = Town();
        var read = await context.Residents.AsNoTracking().SingleAsync(Cancellation);

        Assert.Equal("", read.Email);
        Assert.Null(read.Phone);
        Assert.Equal("", read.Home.Street);
        Assert.Equal(1, await context.Residents.CountAsync(each => each.Phone == null, Cancellation));
        Assert.Equal(0, await context.Residents.CountAsync(each => each.Email == null, Cancellation));
        Assert.Equal(1, await context.Residents.CountAsync(each => each.Email != null, Cancellation));
        Assert.Equal(1, await context.Residents.CountAsync(each => each.Email == "", Cancellation));
    }

    [Fact]
    public async Task A_value_put_into_another_row_does_not_open()
    {
        await SaveAsync(Ada(), Bob());
        await RunAsync("""UPDATE "Residents" SET "Email" = (SELECT "Email" FROM "Residents" WHERE "Age" = 36)""");

        await using var context = Town();

        Assert.Equal(OpenResult.NotAuthentic, (await Assert.ThrowsAsync<SealedValueException>(() => context.Residents.SingleAsync(each => each.Age == 50, Cancellation))).Result);
        Assert.Equal("ada@example.org", (await context.Residents.SingleAsync(each => each.Age == 36, Cancellation)).Email);
    }

    [Fact]
    public async Task Only_what_has_changed_is_sealed_anew()
    {
        await SaveAsync(Ada());
        var before = await RowAsync("Residents");

        await using (var context = Town())
        {
            var ada = await context.Residents.SingleAsync(Cancellation);
            ada.Age++;
            Assert.Equal(1, await context.SaveChangesAsync(Cancellation));
            Assert.Equal(before["Email"], (await RowAsync("Residents"))["Email"]);
            ada.Email = "ada@example.com";
            Assert.Equal(1, await context.SaveChangesAsync(Cancellation));
            Assert.Equal(0, await context.SaveChangesAsync(Cancellation));
        }
        var after = await RowAsync("Residents");

        Assert.NotEqual(before["Email"], after["Email"]);
        Assert.NotEqual(before["EmailIndex"], after["EmailIndex"]);
        foreach (var column in (string[])["Phone", "Note", "HomeStreet", "PhoneIndex", "EmailPrefix3Index"])
            Assert.Equal(before[column], after[column]);
    }

    [Fact]
    public async Task Texts_are_found_however_they_are_written_and_nothing_else_is()
    {
        await SaveAsync(Ada(), Bob(), new Resident { Email = "eve@example.org", Phone = "0049 (0)40 123", PersonId = "eve" });
        await using var context = Town();
        var (email, phones) = ("ADA@Example.org", new[] { "+49 40 123", "030 9" });

        Assert.Equal(36, (await context.Residents.SingleAsync(each => each.Email == email, Cancellation)).Age);
        Assert.Equal(36, (await context.Residents.SingleAsync(each => email == each.Email, Cancellation)).Age);
        Assert.Equal(36, (await context.Residents.SingleAsync(each => each.Email!.Equals(email), Cancellation)).Age);
        Assert.Equal(36, (await context.Residents.SingleAsync(each => string.Equals(each.Email, email), Cancellation)).Age);
        Assert.Equal(["ada@example.org", "eve@example.org"], (await context.Residents.Where(each => phones.Contains(each.Phone)).ToListAsync(Cancellation)).Select(each => each.Email).Order());
        Assert.Equal(2, await context.Residents.CountAsync(each => phones.ToList().Contains(each.Phone!), Cancellation));
        Assert.Equal(36, (await context.Residents.SingleAsync(each => each.Home.Street == "loom  lane 1", Cancellation)).Age);
        Assert.Empty(await context.Residents.Where(each => each.Email == "nobody@example.org").ToListAsync(Cancellation));
        Assert.Equal("ada@example.org", (await context.Residents.SingleAsync(each => each.Email!.StartsWith("Ada@"), Cancellation)).Email);
        Assert.Empty(await context.Residents.Where(each => each.Email!.StartsWith("adam")).ToListAsync(Cancellation));
        Assert.Equal(36, (await context.Residents.SingleAsync(each => each.Age > 30 && (each.Email == email || each.Phone == "040 77"), Cancellation)).Age);
    }

    [Fact]
    public async Task What_cuts_counts_and_selects_comes_after_the_check()
    {
        var all = Enumerable.Range(0, 40).Select(i => new Resident { Email = $"r{i:00}@example.org", Phone = i % 4 == 0 ? "040 1" : $"040 {i + 100}", Age = i, PersonId = "p" }).ToArray();
        await SaveAsync(all);
        await using var context = Town();
        var found = context.Residents.Where(each => each.Phone == "+49 40 1");

        Assert.Equal(10, await found.CountAsync(Cancellation));
        Assert.Equal(10, await found.LongCountAsync(Cancellation));
        Assert.True(await context.Residents.AnyAsync(each => each.Phone == "040 1", Cancellation));
        Assert.False(await context.Residents.AnyAsync(each => each.Phone == "040 2", Cancellation));
        Assert.Equal([36, 32], (await found.OrderByDescending(each => each.Age).Take(2).ToListAsync(Cancellation)).Select(each => each.Age));
        Assert.Equal([8, 12], (await found.OrderBy(each => each.Age).Skip(2).Take(2).AsNoTracking().ToListAsync(Cancellation)).Select(each => each.Age));
        Assert.Equal(["r08@example.org", "r12@example.org"], await found.OrderBy(each => each.Age).Skip(2).Take(2).Select(each => each.Email).ToListAsync(Cancellation));
        Assert.Equal(("r36@example.org", 72), await found.OrderBy(each => each.Age).Select(each => ValueTuple.Create(each.Email!, 2 * each.Age)).LastAsync(Cancellation));
        Assert.Equal(0, (await found.OrderBy(each => each.Age).FirstAsync(Cancellation)).Age);
        Assert.Equal(20, (await found.Where(each => each.Age > 16).OrderBy(each => each.Age).FirstOrDefaultAsync(Cancellation))!.Age);
        Assert.Null(await context.Residents.FirstOrDefaultAsync(each => each.Phone == "040 2", Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.Residents.SingleAsync(each => each.Phone == "040 1", Cancellation));
        Assert.Equal(10, found.ToList().Count);
        Assert.Equal(10, found.Count());
        Assert.Equal(36, found.OrderBy(each => each.Age).Last().Age);
    }

    [Fact]
    public async Task What_is_selected_is_opened()
    {
        await SaveAsync(Ada(), Bob());
        await using var context = Town();

        var rows = await context.Residents.OrderBy(each => each.Age).Select(each => new { each.Age, each.Email, Upper = each.Email!.ToUpperInvariant(), each.Home.Street, each.Note }).ToListAsync(Cancellation);

        Assert.Equal((36, "ada@example.org", "ADA@EXAMPLE.ORG", "Loom Lane 1", "likes looms"), (rows[0].Age, rows[0].Email, rows[0].Upper, rows[0].Street, rows[0].Note));
        Assert.Equal(["ada@example.org", "bob@example.org"], await context.Residents.OrderBy(each => each.Age).Select(each => each.Email).ToListAsync(Cancellation));
        Assert.Equal(["ada@example.org"], context.Residents.OrderBy(each => each.Age).Select(each => each.Email).Take(1).ToList());
        Assert.Equal(["ada@example.org"], await context.Visits.Select(visit => visit.Resident!.Email).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Navigations_come_along()
    {
        await SaveAsync(Ada(), Bob());
        await using var context = Town();

        var ada = await context.Residents.Where(each => each.Email == "ada@example.org").Include(each => each.Visits).SingleAsync(Cancellation);
        var visit = await context.Visits.AsNoTracking().Include(each => each.Resident).SingleAsync(Cancellation);
        var selected = await context.Residents.Where(each => each.Email == "ada@example.org").Select(each => each.Visits.Count).SingleAsync(Cancellation);

        Assert.Equal("town hall", Assert.Single(ada.Visits).Place);
        Assert.Equal("ada@example.org", visit.Resident!.Email);
        Assert.Equal(1, selected);
        Assert.Equal("ada@example.org", (await Town().Residents.FindAsync([ada.Id], Cancellation))!.Email);
    }

    [Fact]
    public async Task Attributes_and_keys_of_several_parts_do_as_well()
    {
        await using (var context = Town())
        {
            context.Add(new Member { Club = "chess", Number = 1, Email = "ada@example.org" });
            context.Add(new Member { Club = "chess", Number = 2, Email = "bob@example.org" });
            await context.SaveChangesAsync(Cancellation);
        }
        await using var reading = Town();

        Assert.Equal(1, (await reading.Members.SingleAsync(member => member.Email == "Ada@example.org", Cancellation)).Number);
        Assert.Equal(2, (await reading.Members.SingleAsync(member => member.Email.StartsWith("bob@"), Cancellation)).Number);
        await RunAsync("""UPDATE "Members" SET "Email" = (SELECT "Email" FROM "Members" WHERE "Number" = 1)""");
        await Assert.ThrowsAsync<SealedValueException>(() => Town().Members.ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_and_opens_nothing()
    {
        await SaveAsync(Ada());
        await using var south = Town(tenant: "south");

        Assert.Empty(await south.Residents.Where(each => each.Email == "ada@example.org").ToListAsync(Cancellation));
        Assert.Equal(OpenResult.KeyNotFound, (await Assert.ThrowsAsync<SealedValueException>(() => south.Residents.ToListAsync(Cancellation))).Result);
    }

    [Fact]
    public async Task A_person_who_is_erased_is_empty_and_saving_the_rest_leaves_it_so()
    {
        await SaveAsync(Ada(), Bob());
        await Keyring.ShredAsync(KeyScope.ForSubject("north", "notes", "ada"), Cancellation);
        var before = (await RowAsync("Residents", "\"Age\" = 36"))["Note"];

        await using var context = Town();
        var all = await context.Residents.OrderBy(each => each.Age).ToListAsync(Cancellation);

        Assert.Null(all[0].Note);
        Assert.Equal("ada@example.org", all[0].Email);
        Assert.Equal("rows boats", all[1].Note);
        Assert.Equal(SealedTextState.Erased, context.Entry(all[0]).StateOfEncrypted(each => each.Note));
        Assert.Equal(SealedTextState.Opened, context.Entry(all[1]).StateOfEncrypted(each => each.Note));
        all[0].Email = "ada@example.net";
        await context.SaveChangesAsync(Cancellation);
        Assert.Equal(before, (await RowAsync("Residents", "\"Age\" = 36"))["Note"]);
        Assert.Null(await context.Residents.Where(each => each.Age == 36).Select(each => each.Note).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task The_keys_of_a_page_of_people_are_fetched_at_once()
    {
        await SaveAsync([.. Enumerable.Range(0, 100).Select(i => new Resident { Note = $"note {i}", PersonId = $"person {i}", Age = i })]);
        using var other = AnotherKeyring();
        var (reads, finds) = (Store.Reads, Store.Finds);

        await using var context = Town(other);
        var all = await context.Residents.OrderBy(each => each.Age).ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"note {i}"), all.Select(each => each.Note));
        Assert.Equal(1, Store.Finds - finds);
        Assert.InRange(Store.Reads - reads, 0, 5);
    }

    [Fact]
    public async Task A_key_that_another_instance_has_made_is_found_by_its_id()
    {
        await SaveAsync(Ada());
        using var other = AnotherKeyring();
        Assert.Equal("ada@example.org", (await Town(other).Residents.SingleAsync(Cancellation)).Email);

        await Keyring.RotateAsync(KeyScope.ForPurpose("north", "residents"), Cancellation);
        await SaveAsync(Bob());

        Assert.Equal(["ada@example.org", "bob@example.org"], (await Town(other).Residents.OrderBy(each => each.Age).ToListAsync(Cancellation)).Select(each => each.Email));
        Assert.Equal(["bob@example.org"], await Town(other).Residents.Where(each => each.Age == 50).Select(each => each.Email).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task While_the_key_of_an_index_rotates_rows_of_both_keys_are_found()
    {
        await SaveAsync(Ada());
        await Keyring.RotateAsync(BlindIndex.Equality("Residents", "Email", TextNormalizer.Email, IndexPlan.For(100_000, 90_000)).ScopeFor("north"), Cancellation);
        await SaveAsync(new Resident { Email = "Ada@example.org", PersonId = "another" });

        await using var context = Town();
        Assert.Equal(2, await context.Residents.CountAsync(each => each.Email == "ada@example.org", Cancellation));
    }

    [Fact]
    public async Task Two_who_change_one_row_are_told_and_the_second_can_try_again()
    {
        await SaveAsync(Ada());
        await using var one = Town();
        await using var two = Town();
        var (first, second) = (await one.Residents.SingleAsync(Cancellation), await two.Residents.SingleAsync(Cancellation));
        (first.Email, first.Version) = ("first@example.org", Guid.NewGuid());
        (second.Phone, second.Version) = ("040 2", Guid.NewGuid());
        await one.SaveChangesAsync(Cancellation);

        var conflict = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => two.SaveChangesAsync(Cancellation));
        await conflict.Entries[0].ReloadAsync(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => two.SaveChangesAsync(Cancellation));
        await conflict.Entries[0].OpenEncryptedAsync(Cancellation);
        Assert.Equal(("first@example.org", "040 123"), (second.Email, second.Phone));
        second.Phone = "040 2";
        await two.SaveChangesAsync(Cancellation);

        var read = await Town().Residents.SingleAsync(Cancellation);
        Assert.Equal(("first@example.org", "040 2"), (read.Email, read.Phone));
    }

    [Fact]
    public async Task A_saving_that_fails_can_be_repeated()
    {
        await using var context = Town();
        var (ada, twin) = (Ada(), new Resident { Email = "x", PersonId = "x" });
        context.Add(ada);
        await context.SaveChangesAsync(Cancellation);
        await using var other = Town();
        other.Add(new Resident { Id = ada.Id, Email = "twin", PersonId = "twin" });
        await Assert.ThrowsAsync<DbUpdateException>(() => other.SaveChangesAsync(Cancellation));
        other.ChangeTracker.Clear();
        other.Add(twin);
        await other.SaveChangesAsync(Cancellation);
        Assert.Equal(2, await context.Residents.CountAsync(Cancellation));
    }

    [Fact]
    public async Task What_comes_from_outside_is_sealed_anew()
    {
        var ada = Ada();
        await SaveAsync(ada);
        await using (var context = Town())
        {
            context.Update(new Resident { Id = ada.Id, Email = "new@example.org", Note = "new", PersonId = "ada", Version = ada.Version });
            await context.SaveChangesAsync(Cancellation);
        }
        var read = await Town().Residents.SingleAsync(Cancellation);
        Assert.Equal(("new@example.org", null, "new"), (read.Email, read.Phone, read.Note));
        Assert.Equal(1, await Town().Residents.CountAsync(each => each.Email == "new@example.org", Cancellation));
        Assert.Equal(0, await Town().Residents.CountAsync(each => each.Email == "ada@example.org", Cancellation));
    }

    [Fact]
    public async Task Who_gets_another_subject_gets_another_key()
    {
        await SaveAsync(Ada());
        await using (var context = Town())
        {
            (await context.Residents.SingleAsync(Cancellation)).PersonId = "lovelace";
            await context.SaveChangesAsync(Cancellation);
        }
        await Keyring.ShredAsync(KeyScope.ForSubject("north", "notes", "ada"), Cancellation);
        Assert.Equal("likes looms", (await Town().Residents.SingleAsync(Cancellation)).Note);
    }

    [Fact]
    public async Task Bulk_operations_work_or_refuse()
    {
        await SaveAsync(Ada(), Bob());
        await using var context = Town();

        Assert.Contains("load the entity and save it", (await Assert.ThrowsAsync<InvalidOperationException>(() => context.Residents.ExecuteUpdateAsync(set => set.SetProperty(each => each.Email, "x"), Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("would be changed too", (await Assert.ThrowsAsync<InvalidOperationException>(() => context.Residents.Where(each => each.Email == "ada@example.org").ExecuteDeleteAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("would be changed too", (await Assert.ThrowsAsync<InvalidOperationException>(() => context.Residents.Where(each => each.Email == "ada@example.org").ExecuteUpdateAsync(set => set.SetProperty(each => each.Age, 1), Cancellation))).Message, StringComparison.Ordinal);
        Assert.Equal(2, await context.Residents.CountAsync(Cancellation));
        Assert.Equal(1, await context.Residents.Where(each => each.Age == 36).ExecuteUpdateAsync(set => set.SetProperty(each => each.Age, 37), Cancellation));
        Assert.Equal(1, await context.Residents.Where(each => each.Age == 50).ExecuteDeleteAsync(Cancellation));
        Assert.Equal("ada@example.org", (await context.Residents.SingleAsync(Cancellation)).Email);
    }

    [Fact]
    public async Task A_column_moves_from_plaintext_to_sealed_while_it_is_used()
    {
        await using (var plain = Context<ReadBothContext>())
        {
            plain.Add(new Letter { Text = "Dear old" });
            await plain.SaveChangesAsync(Cancellation);
        }
        Assert.Equal("Dear old"u8.ToArray(), (await RowAsync("Letters"))["Text"]);

        await using (var both = Context<WriteNewContext>())
        {
            both.Add(new Letter { Text = "Dear new" });
            await both.SaveChangesAsync(Cancellation);
        }
        Assert.Equal(["Dear new", "Dear old"], (await Context<ReadBothContext>().Letters.ToListAsync(Cancellation)).Select(letter => letter.Text).Order());
        Assert.Equal(["Dear new", "Dear old"], (await Context<WriteNewContext>().Letters.ToListAsync(Cancellation)).Select(letter => letter.Text).Order());
        Assert.Equal(1, await Context<WriteNewContext>().Letters.CountAsync(letter => letter.Text == "Dear old", Cancellation));
        Assert.Equal(1, await Context<WriteNewContext>().Letters.CountAsync(letter => letter.Text == "dear  NEW", Cancellation));
        Assert.Contains("not Strict yet", (await Assert.ThrowsAsync<InvalidOperationException>(() => Context<WriteNewContext>().Letters.CountAsync(letter => letter.Text!.StartsWith("dear"), Cancellation))).Message, StringComparison.Ordinal);
        Assert.Equal(OpenResult.NotSealed, (await Assert.ThrowsAsync<SealedValueException>(() => Context<StrictContext>().Letters.ToListAsync(Cancellation))).Result);

        await using (var moving = Context<WriteNewContext>())
        {
            foreach (var letter in await moving.Letters.ToListAsync(Cancellation))
                moving.Entry(letter).SealAgain();
            Assert.Equal(2, await moving.SaveChangesAsync(Cancellation));
        }
        Assert.Equal(["Dear new", "Dear old"], (await Context<StrictContext>().Letters.Where(letter => letter.Text!.StartsWith("dear")).ToListAsync(Cancellation)).Select(letter => letter.Text).Order());
    }

    [Fact]
    public async Task Every_filter_gives_what_it_gives_in_memory()
    {
        string?[] texts = [null, "", "a", "A", "ab", "abc", "ABCd", "abd", "  abc ", "b"];
        var all = texts.Select((text, i) => new Resident { Email = text, Phone = $"040 {i % 3}", Age = i, PersonId = "p" }).ToArray();
        await SaveAsync(all);
        await using var context = Town();
        foreach (var text in texts.OfType<string>().Concat(["none", "abcde"]))
        {
            var normal = TextNormalizer.Email.Normalize(text);
            var equal = await context.Residents.Where(each => each.Email == text).Select(each => each.Age).ToListAsync(Cancellation);
            Assert.Equal(all.Where(each => each.Email is not null && TextNormalizer.Email.Normalize(each.Email) == normal).Select(each => each.Age), equal.Order());
            if (normal.Length < 3)
                continue;
            var begins = await context.Residents.Where(each => each.Email!.StartsWith(text)).Select(each => each.Age).ToListAsync(Cancellation);
            Assert.Equal(all.Where(each => each.Email is not null && TextNormalizer.Email.Normalize(each.Email).StartsWith(normal, StringComparison.Ordinal)).Select(each => each.Age), begins.Order());
        }
        for (var phone = 0; phone < 4; phone++)
        {
            var (searched, age) = ($"0049 40 {phone}", phone);
            Assert.Equal(all.Count(each => each.Phone == $"040 {phone}" && each.Age > age), await context.Residents.CountAsync(each => each.Phone == searched && each.Age > age, Cancellation));
            Assert.Equal(all.Count(each => each.Phone == $"040 {phone}" || each.Email == "abd"), await context.Residents.CountAsync(each => each.Phone == searched || each.Email == "abd", Cancellation));
        }
    }

    [Fact]
    public async Task A_model_may_be_pooled_and_saved_synchronously()
    {
        using (var context = Town())
        {
            context.Add(Ada());
            context.SaveChanges();
        }
        using var reading = Town();
        Assert.Equal("ada@example.org", reading.Residents.Single().Email);
        Assert.Equal("likes looms", reading.Residents.Single(each => each.Email == "ada@example.org").Note);
        Assert.Equal("ada@example.org", Assert.Single(reading.Residents.AsNoTracking().AsEnumerable()).Email);
    }

    [Fact]
    public async Task The_leak_of_a_live_index_is_measured()
    {
        await SaveAsync([.. Enumerable.Range(0, 64).Select(i => new Resident { Email = $"r{i}@example.org", Phone = $"040 {i}", PersonId = "p" })]);
        await using var context = Town();
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = """SELECT COUNT(*) FROM "Residents" GROUP BY "PhoneIndex" """;

        var report = await LeakageReport.MeasureAsync(command, Cancellation);

        Assert.Equal((64, 2), (report.Rows, report.DistinctValues));
        Assert.NotEmpty(report.Warnings);
    }

    protected static Resident Ada() => new()
    {
        Email = "ada@example.org",
        Phone = "040 123",
        Note = "likes looms",
        PersonId = "ada",
        Age = 36,
        Home = new Home { Street = "Loom Lane 1", Town = "Hamburg" },
        Visits = { new Visit { Place = "town hall" } },
    };

    protected static Resident Bob() => new() { Email = "bob@example.org", Phone = "040 99", Note = "rows boats", PersonId = "bob", Age = 50 };

    protected TownContext Town(Keyring? keyring = null, string tenant = "north") => Context<TownContext>(keyring, tenant);

    protected TContext Context<TContext>(Keyring? keyring = null, string tenant = "north")
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>().UsePlatformEncryption(keyring ?? Keyring, _ => tenant);
        Configure(options);
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }

    protected abstract void Configure(DbContextOptionsBuilder options);

    protected abstract Task CreateTablesAsync(TownContext context);

    protected Keyring AnotherKeyring()
    {
        var keyring = new Keyring(Store, _root);
        _keyrings.Add(keyring);
        return keyring;
    }

    protected async Task SaveAsync(params Resident[] residents)
    {
        await using var context = Town();
        context.AddRange(residents);
        await context.SaveChangesAsync(Cancellation);
    }

    protected async Task RunAsync(string sql)
    {
        await using var context = Town();
        await context.Database.ExecuteSqlRawAsync(sql, Cancellation);
    }

    /// <summary>A row as it stands in the table.</summary>
    protected async Task<Dictionary<string, object>> RowAsync(string table, string where = "1 = 1")
    {
        await using var context = Town();
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\" WHERE {where}";
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        Assert.True(await reader.ReadAsync(Cancellation));
        return Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue);
    }
}
