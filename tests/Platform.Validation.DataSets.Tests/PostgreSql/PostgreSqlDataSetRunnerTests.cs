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
                DROP TABLE IF EXISTS "orders ""of"" today";
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
