using System.Data.Common;
using Npgsql;
using Platform.Encryption.Reencryption;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.PostgreSql.Tests;

public sealed class PostgreSqlSealedColumnTests(Database database) : SealedColumnContract, IClassFixture<Database>
{
    private readonly string _schema = $"test_{Guid.NewGuid():n}";
    private NpgsqlDataSource? _source;

    protected override DbDataSource Source => _source!;

    protected override string Bytes => "bytea";

    protected override string Explain => "SET enable_seqscan = off; EXPLAIN";

    public override async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = _schema, MaxPoolSize = 20 });
        await using (var command = _source.CreateCommand($"CREATE SCHEMA {_schema}"))
            await command.ExecuteNonQueryAsync(Cancellation);
        await base.InitializeAsync();
    }

    [Fact]
    public async Task Keys_of_types_that_are_sent_as_text_are_compared_as_what_they_are()
    {
        await RunAsync("""
            CREATE TYPE "kind of thing" AS ENUM ('zebra', 'ant');
            CREATE TABLE things (kind "kind of thing" NOT NULL, code char(5) NOT NULL, name bytea, PRIMARY KEY (kind, code))
            """);
        var (scope, name) = (KeyScope.ForPurpose("north", "things"), new ColumnAddress("north", "things", "name"));
        using (var lease = await Keyring.LeaseOrCreateAsync(scope, Cancellation))
        {
            foreach (var (kind, code) in new[] { ("ant", "a"), ("zebra", "b"), ("zebra", "abc"), ("ant", "zz") })
            {
                await using var insert = _source!.CreateCommand($"INSERT INTO things VALUES ('{kind}', '{code}', $1)");
                insert.Parameters.Add(new NpgsqlParameter { Value = lease.Fields.SealText(name.Row(KeyOf(kind, code)), $"{kind} {code}") });
                await insert.ExecuteNonQueryAsync(Cancellation);
            }
        }
        await Keyring.RotateAsync(scope, Cancellation);
        await using var knowing = NpgsqlDataSource.Create(_source!.ConnectionString); // the other has read which types there are before this one was
        var target = new SealedColumnTarget(knowing, new SealedColumn
        {
            Table = "things",
            Column = "name",
            PrimaryKey = ["kind", "code"],
            Purpose = "things",
            RowKey = static (reader, at) => KeyOf(reader.GetString(at), reader.GetString(at + 1).TrimEnd()),
        });

        var report = await new Reencryptor(Keyring, [target], new ReencryptionSettings { PageSize = 1, ValuesPerSecond = null }).RunAsync(scope, Cancellation);

        Assert.Equal((4, 0, 0, 0), (report.Replaced, report.Changed, report.Unreadable, report.Left));

        static byte[] KeyOf(string kind, string code) => System.Text.Encoding.UTF8.GetBytes($"{kind}/{code}");
    }

    [Fact]
    public async Task Rows_that_a_policy_hides_are_an_error_and_not_a_zero()
    {
        await RunAsync($"""
            CREATE ROLE "{_schema}";
            GRANT USAGE ON SCHEMA {_schema} TO "{_schema}";
            GRANT SELECT, UPDATE ON "people" TO "{_schema}";
            ALTER TABLE "people" ENABLE ROW LEVEL SECURITY;
            CREATE POLICY nobody ON "people" USING (false)
            """);
        try
        {
            await using var hidden = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_source!.ConnectionString) { Options = $"-c role={_schema}" });
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunOnAsync(hidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
            Assert.Contains("row-level security", refusal.MessageText, StringComparison.Ordinal);

            // As it is for one who may see all.
            Assert.Equal(0, (await RunOnAsync(_source!)).Left);
        }
        finally
        {
            await RunAsync($"""DROP OWNED BY "{_schema}"; DROP ROLE "{_schema}" """);
        }
    }

    [Fact]
    public async Task A_standby_is_not_counted()
    {
        // Its place is taken by a function of the same name that the session finds first.
        await RunAsync($"CREATE FUNCTION {_schema}.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'");
        await using var standby = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_source!.ConnectionString) { SearchPath = $"{_schema}, pg_catalog" });

        Assert.Contains("standby", (await Assert.ThrowsAsync<InvalidOperationException>(() => RunOnAsync(standby))).Message, StringComparison.Ordinal);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
    }

    private async Task<ReencryptionReport> RunOnAsync(NpgsqlDataSource source)
    {
        var scope = KeyScope.ForPurpose("north", "people");
        using (await Keyring.LeaseOrCreateAsync(scope, Cancellation)) { }
        await Keyring.RotateAsync(scope, Cancellation);
        var target = new SealedColumnTarget(source, new SealedColumn { Table = "people", Column = "email", PrimaryKey = ["club", "no"], Purpose = "people", RowKey = static (_, _) => [] });
        return await new Reencryptor(Keyring, [target]).RunAsync(scope, Cancellation);
    }

    private async Task RunAsync(string sql)
    {
        await using var command = _source!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
