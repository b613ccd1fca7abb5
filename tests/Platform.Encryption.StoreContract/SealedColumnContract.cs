using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;
using Xunit;

namespace Platform.Encryption.StoreContract;

/// <summary>What re-encryption does to a real table, on every database.</summary>
public abstract class SealedColumnContract : IAsyncLifetime
{
    private static readonly ColumnAddress Email = new("north", "people", "email");
    private static readonly ColumnAddress Plate = new("north", "people", "plate");
    private static readonly KeyScope People = KeyScope.ForPurpose("north", "people");
    private static readonly KeyScope Plates = KeyScope.ForPurpose("north", "plates");
    private static readonly BlindIndex ByBeginning = BlindIndex.Prefix("people", "email", TextNormalizer.Email, IndexPlan.For(100_000, 5_000), 2);
    private static readonly BlindIndex ByPlate = BlindIndex.Equality("people", "plate", TextNormalizer.Text, IndexPlan.For(100_000, 90_000));
    private static readonly BlindIndex ByEmail = BlindIndex.Equality("people", "email", TextNormalizer.Email, IndexPlan.For(100_000, 90_000));

    private readonly FakeTimeProvider _time = new();
    private readonly LocalRootKey _root = LocalRootKey.FromSecret([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private readonly InMemoryKeyStore _store = new();
    private Keyring? _keyring;

    /// <summary>Connections to an empty schema.</summary>
    protected abstract DbDataSource Source { get; }

    /// <summary>What asks for the plan of a query, with indexes used where they can be.</summary>
    protected abstract string Explain { get; }

    /// <summary>The type of a column of bytes.</summary>
    protected abstract string Bytes { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Keyring Keyring => _keyring!;

    public virtual async ValueTask InitializeAsync()
    {
        _keyring = new Keyring(_store, _root, new KeyringSettings { TimeProvider = _time });
        await RunAsync($"""CREATE TABLE "people" ("club" varchar(20) NOT NULL, "no" integer NOT NULL, "email" {Bytes}, "email index" {Bytes}, "email beginning" {Bytes}, "plate" {Bytes}, "plate index" {Bytes}, PRIMARY KEY ("club", "no"))""");
    }

    public virtual ValueTask DisposeAsync()
    {
        _keyring?.Dispose();
        _root.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_column_is_sealed_anew_by_the_page_and_only_rows_of_these_keys_are_touched()
    {
        await FillAsync(55);
        await FillAsync(5, tenant: "south", club: "southerners");
        var (south, plates) = (await ColumnAsync("email", "southerners"), await ColumnAsync("plate", "a"));
        await Keyring.RotateAsync(People, Cancellation);

        var report = await Reencryptor(pageSize: 10).RunAsync(People, Cancellation);

        Assert.Equal((55, 0, 0, 0), (report.Replaced, report.Changed, report.Unreadable, report.Left));
        Assert.Equal(south, await ColumnAsync("email", "southerners"));
        Assert.Equal(plates, await ColumnAsync("plate", "a"));
        await AssertReadableAsync(55);
        await ProveAndRetireAsync(People);
        await AssertReadableAsync(55);
    }

    [Fact]
    public async Task Deterministic_values_stay_deterministic()
    {
        await FillAsync(12);
        await Keyring.RotateAsync(Plates, Cancellation);

        Assert.Equal((12, 0), await CountsAsync(Plates));

        using var lease = await Keyring.LeaseAsync(Plates, Cancellation);
        var plates = await ColumnAsync("plate", "a");
        Assert.Equal(3, plates.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(plates, plate => Assert.Contains(Encoding.UTF8.GetString(lease.Deterministic.Open(Plate, plate)), (string[])["plate 0", "plate 1", "plate 2"]));
        await ProveAndRetireAsync(Plates);
    }

    [Fact]
    public async Task Indexes_that_share_a_key_are_made_anew_with_its_newest_one_and_find_as_before()
    {
        await FillAsync(25);
        var scope = ByEmail.ScopeFor("north");
        await Keyring.RotateAsync(scope, Cancellation);
        var (emails, before) = (await ColumnAsync("email", "a"), await ColumnAsync("email index", "a"));

        Assert.Equal((50, 0), await CountsAsync(scope));

        Assert.Equal(emails, await ColumnAsync("email", "a"));
        var after = await ColumnAsync("email index", "a");
        Assert.Empty(after.Select(Convert.ToHexString).Intersect(before.Select(Convert.ToHexString)));
        using (var searching = await Keyring.LeaseAsync(scope, Cancellation))
        {
            Assert.All(after, value => Assert.True(searching.Indexer(ByEmail).IsCurrent(value)));
            Assert.All(await ColumnAsync("email beginning", "a"), value => Assert.True(searching.Indexer(ByBeginning).IsCurrent(value)));
        }
        await ProveAndRetireAsync(scope);
        using var afterwards = await Keyring.LeaseAsync(scope, Cancellation);
        Assert.Contains(Assert.Single(afterwards.Indexer(ByEmail).Candidates("A7@example.ORG")), after);
    }

    [Fact]
    public async Task An_index_of_a_deterministic_column_is_made_anew_too()
    {
        await FillAsync(6);
        var scope = ByPlate.ScopeFor("north");
        await Keyring.RotateAsync(scope, Cancellation);

        Assert.Equal((6, 0), await CountsAsync(scope));

        using (var finding = await Keyring.LeaseAsync(scope, Cancellation))
            Assert.All(await ColumnAsync("plate index", "a"), value => Assert.True(finding.Indexer(ByPlate).IsCurrent(value)));
        await ProveAndRetireAsync(scope);
    }

    [Fact]
    public async Task A_row_that_a_unique_index_refuses_is_told_and_does_not_keep_the_others_waiting()
    {
        await FillAsync(3);
        await RunAsync("""CREATE UNIQUE INDEX one_plate ON "people" ("plate")""");
        await Keyring.RotateAsync(Plates, Cancellation);
        using (var lease = await Keyring.LeaseAsync(Plates, Cancellation))
        {
            // The database cannot see that it equals that of row 0, which another key has sealed.
            await using var connection = await Source.OpenConnectionAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = """INSERT INTO "people" ("club", "no", "plate") VALUES ('a', 9, @plate)""";
            Add(command, "@plate", lease.Deterministic.SealDeterministically(Plate, "plate 0"u8));
            await command.ExecuteNonQueryAsync(Cancellation);
        }
        _time.Advance(TimeSpan.FromHours(2));

        var report = await Reencryptor().RunAsync(Plates, Cancellation);

        Assert.Equal((2, 1, 0, 1), (report.Replaced, report.Refused, report.Unreadable, report.Left));
        Assert.Null(report.Proof);
        await RunAsync("""DELETE FROM "people" WHERE "no" = 0""");
        Assert.NotNull((await Reencryptor().RunAsync(Plates, Cancellation)).Proof);
    }

    [Fact]
    public async Task Each_tenant_is_searched_and_counted_in_its_own_database()
    {
        await FillAsync(3);
        await Keyring.RotateAsync(People, Cancellation);
        var asked = new HashSet<string>();
        var target = new SealedColumnTarget(
            tenant =>
            {
                asked.Add(tenant);
                return Source;
            },
            ColumnOf("email", ["club", "no"]));

        Assert.Equal(3, (await new Reencryptor(Keyring, [target]).RunAsync(People, Cancellation)).Replaced);

        Assert.Equal(["north"], asked);
    }

    [Fact]
    public async Task An_index_on_what_is_searched_by_is_used()
    {
        await FillAsync(3);
        var column = ColumnOf("email", ["club", "no"], new SealedColumnIndex(ByEmail, "email index"), new SealedColumnIndex(ByBeginning, "email beginning"));
        Assert.Equal(3, column.GetIndexStatements().Count);
        foreach (var statement in column.GetIndexStatements())
            await RunAsync(statement);
        await Keyring.RotateAsync(People, Cancellation);
        await Keyring.RotateAsync(ByEmail.ScopeFor("north"), Cancellation);

        Assert.Equal((3, 0), await CountsAsync(People));
        Assert.Equal((6, 0), await CountsAsync(ByEmail.ScopeFor("north")));
        Assert.Contains("ix_people_email_key", await PlanAsync("substr(\"email\", 3, 32)"), StringComparison.Ordinal);
        Assert.Contains("ix_people_email index_key", await PlanAsync("substr(\"email index\", 1, 4)"), StringComparison.Ordinal);

        async Task<string> PlanAsync(string expression)
        {
            await using var connection = await Source.OpenConnectionAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = $"{Explain} SELECT count(*) FROM \"people\" WHERE {expression} IN (@one, @other)";
            Add(command, "@one", new byte[4]);
            Add(command, "@other", new byte[32]);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            var plan = "";
            while (await reader.ReadAsync(Cancellation))
                plan += string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)) + "\n";
            return plan;
        }
    }

    [Fact]
    public async Task Who_was_erased_is_taken_out_of_an_index()
    {
        await FillAsync(4);
        await RunAsync("""UPDATE "people" SET "email" = NULL WHERE "no" = 1""");
        await Keyring.RotateAsync(People, Cancellation);
        using (var lease = await Keyring.LeaseAsync(People, Cancellation))
            await UpdateAsync(lease, "a", 2, "sealed with a key that stays");
        await RunAsync("""UPDATE "people" SET "email" = NULL WHERE "no" = 3""");
        var former = (await _store.ReadAsync(People, Cancellation)).Keys[0].Id;
        Assert.True(await _store.TryRetireAsync(People, former, DateTimeOffset.UnixEpoch, Cancellation));
        var scope = ByEmail.ScopeFor("north");
        await Keyring.RotateAsync(scope, Cancellation);

        Assert.Equal((8, 0), await CountsAsync(scope));

        Assert.Equal(1L, Convert.ToInt64(await ScalarAsync("""SELECT count(*) FROM "people" WHERE "email index" IS NOT NULL"""), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_value_in_the_wrong_row_is_told_and_blocks_the_proof()
    {
        await FillAsync(5);
        await RunAsync("""UPDATE "people" SET "email" = (SELECT "email" FROM "people" WHERE "no" = 0 AND "club" = 'a') WHERE "no" = 3""");
        await Keyring.RotateAsync(People, Cancellation);
        _time.Advance(TimeSpan.FromHours(2));

        var report = await Reencryptor(pageSize: 2).RunAsync(People, Cancellation);

        Assert.Equal((4, 1, 1), (report.Replaced, report.Unreadable, report.Left));
        Assert.Null(report.Proof);
    }

    [Fact]
    public async Task Writers_who_go_on_meanwhile_lose_nothing()
    {
        const int Rows = 120;
        await FillAsync(Rows);
        await Keyring.RotateAsync(People, Cancellation);
        var written = new string?[Rows];
        using var stop = new CancellationTokenSource();
        // A writer without a pause would have the lock of SQLite all the time, and who asks for it now and then would never have it.
        using var turns = new SemaphoreSlim(0);
        var writer = Task.Run(
            async () =>
            {
                var random = new Random(7);
                for (var i = 0; await HasTurnAsync(); i++)
                {
                    var row = random.Next(Rows);
                    using var lease = await Keyring.LeaseAsync(People, Cancellation);
                    await UpdateAsync(lease, row % 2 == 0 ? "a" : "b", row, $"written {i}");
                    written[row] = $"written {i}";
                }
            },
            Cancellation);
        var reencryptor = Reencryptor(pageSize: 7, opening: () => turns.Release(3));
        for (var i = 0; i < 6; i++)
        {
            await Keyring.RotateAsync(People, Cancellation);
            await reencryptor.RunAsync(People, Cancellation);
        }
        await stop.CancelAsync();
        await writer;
        Assert.Equal(0, (await reencryptor.RunAsync(People, Cancellation)).Left);

        using var reading = await Keyring.LeaseAsync(People, Cancellation);
        for (var row = 0; row < Rows; row++)
        {
            var value = (byte[])(await ScalarAsync($"""SELECT "email" FROM "people" WHERE "no" = {row}"""))!;
            Assert.Equal(written[row] ?? $"a{row}@example.org", reading.Fields.OpenText(Email.Row(KeyOf(row % 2 == 0 ? "a" : "b", row)), value));
        }
        Assert.Contains(written, text => text is not null);

        async Task<bool> HasTurnAsync()
        {
            try
            {
                await turns.WaitAsync(stop.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void What_cannot_work_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new SealedColumnTarget(Source, ColumnOf("email", [])));
        Assert.Equal("elsewhere", new SealedColumnTarget((_, _) => throw new NotSupportedException(), ColumnOf("email", ["no"]), "elsewhere").Name);
    }

    private static byte[] KeyOf(string club, int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{club}/{number}"));

    private static SealedColumn ColumnOf(string column, IReadOnlyList<string> key, params SealedColumnIndex[] indexes) => new()
    {
        Table = "people",
        Column = column,
        PrimaryKey = key,
        RowKey = static (reader, at) => KeyOf(reader.GetString(at), reader.GetInt32(at + 1)),
        Purpose = column == "email" ? "people" : "plates",
        Indexes = indexes,
    };

    private Reencryptor Reencryptor(int pageSize = 200, Action? opening = null)
    {
        DbDataSource Open(string tenant)
        {
            opening?.Invoke();
            return Source;
        }

        return new(
            Keyring,
            [
                new SealedColumnTarget(Open, ColumnOf("email", ["club", "no"], new SealedColumnIndex(ByEmail, "email index"), new SealedColumnIndex(ByBeginning, "email beginning"))),
                new SealedColumnTarget(Open, ColumnOf("plate", ["club", "no"], new SealedColumnIndex(ByPlate, "plate index"))),
            ],
            new ReencryptionSettings { PageSize = pageSize, ValuesPerSecond = null });
    }

    private async Task<(long Replaced, long Left)> CountsAsync(KeyScope scope)
    {
        var report = await Reencryptor().RunAsync(scope, Cancellation);
        return (report.Replaced, report.Left);
    }

    private async Task ProveAndRetireAsync(KeyScope scope)
    {
        _time.Advance(TimeSpan.FromHours(2));
        var report = await Reencryptor().RunAsync(scope, Cancellation);
        Assert.NotEmpty(await Keyring.RetireAsync(report.Proof!, Cancellation));
        Assert.Single((await _store.ReadAsync(scope, Cancellation)).Keys);
    }

    /// <summary>Rows of two clubs, so that the second part of the key does not sort by itself.</summary>
    private async Task FillAsync(int rows, string tenant = "north", string? club = null)
    {
        using var lease = await Keyring.LeaseOrCreateAsync(KeyScope.ForPurpose(tenant, "people"), Cancellation);
        using var plates = await Keyring.LeaseOrCreateAsync(KeyScope.ForPurpose(tenant, "plates"), Cancellation);
        using var searching = await Keyring.LeaseOrCreateAsync(ByEmail.ScopeFor(tenant), Cancellation);
        using var finding = await Keyring.LeaseOrCreateAsync(ByPlate.ScopeFor(tenant), Cancellation);
        await using var connection = await Source.OpenConnectionAsync(Cancellation);
        for (var row = 0; row < rows; row++)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = """INSERT INTO "people" VALUES (@club, @no, @email, @index, @beginning, @plate, @plates)""";
            var of = club ?? (row % 2 == 0 ? "a" : "b");
            var text = $"a{row}@example.org";
            Add(command, "@club", of);
            Add(command, "@no", row);
            Add(command, "@email", lease.Fields.SealText(new ColumnAddress(tenant, "people", "email").Row(KeyOf(of, row)), text));
            Add(command, "@index", searching.Indexer(ByEmail).Compute(text)!);
            Add(command, "@beginning", searching.Indexer(ByBeginning).Compute(text)!);
            Add(command, "@plate", plates.Deterministic.SealDeterministically(new ColumnAddress(tenant, "people", "plate"), Encoding.UTF8.GetBytes($"plate {row % 3}")));
            Add(command, "@plates", finding.Indexer(ByPlate).Compute($"plate {row % 3}")!);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    private async Task UpdateAsync(KeyLease lease, string club, int row, string text)
    {
        await using var connection = await Source.OpenConnectionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = """UPDATE "people" SET "email" = @email WHERE "no" = @no AND "club" = @club""";
        Add(command, "@email", lease.Fields.SealText(Email.Row(KeyOf(club, row)), text));
        Add(command, "@no", row);
        Add(command, "@club", club);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task AssertReadableAsync(int rows)
    {
        using var lease = await Keyring.LeaseAsync(People, Cancellation);
        var count = 0;
        await using var connection = await Source.OpenConnectionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = """SELECT "club", "no", "email" FROM "people" WHERE "club" IN ('a', 'b')""";
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        for (; await reader.ReadAsync(Cancellation); count++)
            Assert.Equal($"a{reader.GetInt32(1)}@example.org", lease.Fields.OpenText(Email.Row(KeyOf(reader.GetString(0), reader.GetInt32(1))), (byte[])reader.GetValue(2)));
        Assert.Equal(rows, count);
    }

    private async Task<List<byte[]>> ColumnAsync(string column, string club)
    {
        var values = new List<byte[]>();
        await using var connection = await Source.OpenConnectionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT "{column}" FROM "people" WHERE "club" {(club == "a" ? "IN ('a', 'b')" : $"= '{club}'")} ORDER BY "club", "no" """;
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            values.Add((byte[])reader.GetValue(0));
        return values;
    }

    private async Task RunAsync(string sql) => await ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
