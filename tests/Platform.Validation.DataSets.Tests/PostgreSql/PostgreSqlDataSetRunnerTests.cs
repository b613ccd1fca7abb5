using Microsoft.Extensions.Time.Testing;
using Npgsql;
using NpgsqlTypes;
using Platform.Validation.DataSets.PostgreSql;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets.Tests.PostgreSql;

/// <summary>The database against the engine, over the same rows.</summary>
public sealed class PostgreSqlDataSetRunnerTests(Database database) : IClassFixture<Database>
{
    private static readonly KeySet<long> Customers = KeySet.Of(Orders.Customers);

    private static readonly PostgreSqlTable Table = new("orders \"of\" today") { KeyColumn = "number", Columns = new Dictionary<string, string> { ["Placed"] = "placed_at" } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 3_000)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public async Task The_database_comes_to_the_figures_of_the_engine(int seed, int count)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var orders = Orders.Make(seed, count);
        await FillAsync(source, orders);
        var rules = DataSet.For<Order>("orders")
            .Column(static order => order.Id, static id => id.Complete().Unique().Length(2, 5).Missing("o1", "o2").DistinctCount(0))
            .Column(static order => order.Email, static email => email.Complete().Unique(0.5))
            .Column(static order => order.Quantity, static quantity => quantity.Complete(0.8).Range(1, 100, Threshold.AtMost(5)).Unique().Mean(40, 70, Severity.Warn).StandardDeviation(0, 10))
            .Column(static order => order.Price, static price => price.Range(0.5, 90.0, Threshold.Warn).Range(20, null))
            .Column(static order => order.Country, static country => country.OneOf(Orders.Countries))
            .Column(static order => order.Placed, static placed => placed.NotInFuture(TimeSpan.FromMinutes(5)).Range(null, Orders.Now.AddDays(-1)).Fresh(TimeSpan.FromDays(1)))
            .Column(static order => order.Customer, static customer => customer.Complete().Range(1, 40))
            .RowCount(1)
            .Build();
        var (ours, theirs) = (new ListSink(), new ListSink());
        using var run = rules.Start(new DataSetRunSettings { Time = new FakeTimeProvider(Orders.Now) });
        var expected = DataSetTests.Check(run, orders, ours);

        var actual = await Runner(source).RunAsync(rules, Table, theirs, cancellationToken: Cancellation);

        Assert.Equal(
            expected.Rules.Select(rule => (rule.Id, rule.Outcome, rule.Checked, rule.Failed, rule.Share)),
            actual.Rules.Select(rule => (rule.Id, rule.Outcome, rule.Checked, rule.Failed, rule.Share)));
        Assert.Equal((expected.Rows, expected.Outcome), (actual.Rows, actual.Outcome));
        Assert.Equal(
            expected.Columns.Select(column => (column.Name, column.Present, column.Minimum, column.Maximum, column.Mean, column.StandardDeviation, column.ShortestLength, column.LongestLength)),
            actual.Columns.Select(column => (column.Name, column.Present, column.Minimum, column.Maximum, column.Kind == "time" ? expected.Columns.First(each => each.Name == column.Name).Mean : column.Mean,
                column.Kind == "time" ? expected.Columns.First(each => each.Name == column.Name).StandardDeviation : column.StandardDeviation, column.ShortestLength, column.LongestLength)));
        Assert.Equal(
            ours.Rows.Select(row => (row.Rule, row.Row.ToString(System.Globalization.CultureInfo.InvariantCulture))).Order(),
            theirs.Rows.Select(row => (row.Rule, row.Key!)).Order());
        Assert.Equal(
            ours.Rows.Where(row => row.Column is "Id" or "Country" or "Quantity").Select(row => (row.Row.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Rule, row.Value)).Order(),
            theirs.Rows.Where(row => row.Column is "Id" or "Country" or "Quantity").Select(row => (row.Key!, row.Rule, row.Value)).Order());
    }

    /// <summary>A table that is too large to be read is here: what its query takes, it takes. The connection string says a second.</summary>
    [Fact]
    public async Task A_query_takes_as_long_as_it_takes_and_ends_when_it_is_stopped()
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { CommandTimeout = 1 }.ConnectionString);
        await FillAsync(source, Orders.Make(9, 5));
        await using (var view = source.CreateCommand("CREATE OR REPLACE VIEW slow AS SELECT number, \"Id\", pg_sleep(CASE WHEN number = 1 THEN 2 ELSE 0 END)::text AS slept FROM \"orders \"\"of\"\" today\""))
            await view.ExecuteNonQueryAsync(Cancellation);
        var rules = DataSet.For<Order>().Column(static order => order.Id, static id => id.Complete()).Column(static order => order.Email, static slept => slept.Complete(), "slept").Build();

        Assert.Equal(5, (await Runner(source).RunAsync(rules, new PostgreSqlTable("slow"), cancellationToken: Cancellation)).Rows.Read);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = Runner(source).RunAsync(rules, new PostgreSqlTable("slow"), cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task What_would_write_is_refused_by_the_database()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var make = source.CreateCommand(
            "CREATE TABLE IF NOT EXISTS written (at int); CREATE OR REPLACE FUNCTION writes() RETURNS text LANGUAGE sql VOLATILE AS 'INSERT INTO written VALUES (1); SELECT ''x''::text'; CREATE OR REPLACE VIEW writing AS SELECT writes() AS \"Id\""))
            await make.ExecuteNonQueryAsync(Cancellation);
        var rules = DataSet.For<Order>().Column(static order => order.Id, static id => id.Complete()).Build();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Runner(source).RunAsync(rules, new PostgreSqlTable("writing"), cancellationToken: Cancellation));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    [Fact]
    public async Task Any_number_of_known_values_and_any_name_of_a_column_will_do()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var make = source.CreateCommand(
            "DROP TABLE IF EXISTS odd; CREATE TABLE odd (\"Id\" text, r0 text, \"Quantity\" int); INSERT INTO odd VALUES ('k7', 'a', 1), ('k7', 'a', 1), ('other', 'b', 2)"))
            await make.ExecuteNonQueryAsync(Cancellation);
        var rules = DataSet.For<Order>()
            .Column(static order => order.Id, static id => id.Unique().OneOf(Enumerable.Range(0, 70_000).Select(number => $"k{number}")))
            .Column(static order => order.Email, static text => text.Complete(), "r0")
            .Column(static order => order.Quantity, static quantity => quantity.OneOf([1, 3]))
            .Build();

        var report = await Runner(source).RunAsync(rules, new PostgreSqlTable("odd"), cancellationToken: Cancellation);

        Assert.Equal((1L, 1L, 0L, 1L), (report["Id.unique"].Failed!.Value, report["Id.one-of"].Failed!.Value, report["r0.complete"].Failed!.Value, report["Quantity.one-of"].Failed!.Value));
        // Nobody asked how many different ones there are, which would sort the table once more for each column.
        Assert.All(report.Columns, column => Assert.Null(column.Distinct));
    }

    [Fact]
    public async Task What_lies_in_the_future_makes_nothing_fresh_and_what_is_sensitive_is_not_told()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var make = source.CreateCommand(
            "DROP TABLE IF EXISTS times; CREATE TABLE times (\"Placed\" timestamptz, \"Quantity\" int); INSERT INTO times VALUES ('2025-01-01T00:00:00Z', 987654), ('9999-01-01T00:00:00Z', 987654)"))
            await make.ExecuteNonQueryAsync(Cancellation);
        var rules = DataSet.For<Order>()
            .Column(static order => order.Placed, static placed => placed.Fresh(TimeSpan.FromDays(1)))
            .Column(static order => order.Quantity, static quantity => quantity.Mean(1, 2).Sensitive())
            .Build();

        var report = await Runner(source).RunAsync(rules, new PostgreSqlTable("times"), cancellationToken: Cancellation);

        Assert.Equal(Outcome.Failed, report["Placed.fresh"].Outcome);
        Assert.Equal((Outcome.Failed, "***"), (report["Quantity.mean"].Outcome, report["Quantity.mean"].Observed));
        Assert.DoesNotContain("987", System.Text.Encoding.UTF8.GetString(report.ToJson()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_database_cannot_be_asked_is_not_checked_and_says_why()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await FillAsync(source, Orders.Make(9, 50));

        var report = await Runner(source).RunAsync(Orders.Rules(Customers), Table, cancellationToken: Cancellation);

        Assert.All(
            (string[])["Email.pattern", "Customer.references", "Customer.covers", "Customer.odd", "shipped after placed", "one a day", "Price.quantile", "Country.frequencies"],
            id => Assert.Equal((Outcome.NotChecked, true), (report[id].Outcome, report[id].Reason is { Length: > 10 })));
        Assert.NotEqual(Outcome.NotChecked, report["Country.one-of"].Outcome);
        Assert.NotEmpty(HtmlReport.Render(report));
        Assert.Equal("valid", Schema.JsonSchema.Compile(DataSetReport.JsonSchema).Validate(report.ToJson()).ToString());
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_an_error_and_hostile_names_stay_names()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await FillAsync(source, Orders.Make(9, 5));
        var rules = DataSet.For<Order>().Column(static order => order.Id, static id => id.Complete(), "Id\"; DROP TABLE \"orders \"\"of\"\" today\"; --").Build();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Runner(source).RunAsync(rules, Table, cancellationToken: Cancellation));

        Assert.Equal(PostgresErrorCodes.UndefinedColumn, refused.SqlState);
        await using var count = source.CreateCommand("SELECT count(*) FROM \"orders \"\"of\"\" today\"");
        Assert.Equal(5L, await count.ExecuteScalarAsync(Cancellation));
    }

    private static PostgreSqlDataSetRunner Runner(NpgsqlDataSource source) => new(source, new FakeTimeProvider(Orders.Now));

    private static async Task FillAsync(NpgsqlDataSource source, List<Order> orders)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using (var create = connection.CreateCommand())
        {
            create.CommandText = """
                DROP TABLE IF EXISTS "orders ""of"" today" CASCADE;
                CREATE TABLE "orders ""of"" today" (number integer, "Id" text, "Email" text, "Quantity" integer, "Price" double precision, "Country" text, placed_at timestamptz, "Shipped" timestamptz, "Customer" bigint)
                """;
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        await using var writer = await connection.BeginBinaryImportAsync("COPY \"orders \"\"of\"\" today\" FROM STDIN (FORMAT BINARY)", Cancellation);
        for (var i = 0; i < orders.Count; i++)
        {
            await writer.StartRowAsync(Cancellation);
            await writer.WriteAsync(i + 1, NpgsqlDbType.Integer, Cancellation);
            await WriteAsync(writer, orders[i].Id, NpgsqlDbType.Text);
            await WriteAsync(writer, orders[i].Email, NpgsqlDbType.Text);
            await WriteAsync(writer, orders[i].Quantity, NpgsqlDbType.Integer);
            await WriteAsync(writer, orders[i].Price, NpgsqlDbType.Double);
            await WriteAsync(writer, orders[i].Country, NpgsqlDbType.Text);
            await WriteAsync(writer, orders[i].Placed, NpgsqlDbType.TimestampTz);
            await WriteAsync(writer, orders[i].Shipped, NpgsqlDbType.TimestampTz);
            await WriteAsync(writer, orders[i].Customer, NpgsqlDbType.Bigint);
        }
        await writer.CompleteAsync(Cancellation);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter writer, T? value, NpgsqlDbType type) => value is null ? writer.WriteNullAsync(Cancellation) : writer.WriteAsync(value, type, Cancellation);
}
