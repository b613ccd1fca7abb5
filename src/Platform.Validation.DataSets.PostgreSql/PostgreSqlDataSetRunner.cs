using System.Data;
using System.Globalization;
using System.Text;
using Npgsql;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Columns;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets.PostgreSql;

/// <summary>
/// Asks the rules of a data set where the table is: one query for all figures, and one for the failing rows of each rule that has some,
/// on one snapshot. Safe on many threads.
/// </summary>
/// <remarks>
/// Complete, unique, one-of, range, length, not-in-future, row-count, mean, standard-deviation, distinct-count (exact here) and fresh
/// come to the figures of <see cref="DataSetRunner"/>. The others are reported as not checked, with the reason.
/// </remarks>
/// <param name="database">The database.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed class PostgreSqlDataSetRunner(NpgsqlDataSource database, TimeProvider? time = null)
{
    private const int RowsInBatch = 1_024;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Checks a table.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="dataSet">The rules.</param>
    /// <param name="table">The table.</param>
    /// <param name="failedRows">Takes every failing row, rule by rule; nobody when null. A row of a table has no number: it is 0.</param>
    /// <param name="maxValueLength">How long a value in a failing row may be.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The report.</returns>
    /// <exception cref="PostgresException">The table or a column is not there, or of another type.</exception>
    public async Task<DataSetReport> RunAsync<TRow>(
        DataSet<TRow> dataSet, PostgreSqlTable table, IFailedRowSink? failedRows = null, int maxValueLength = 256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValueLength, 1);
        var (now, started) = (_time.GetUtcNow(), _time.GetTimestamp());
        var sql = SqlRules.Of(dataSet, table, now);

        var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        // Nothing of what follows writes, whatever a view or a function of the database does.
        var readOnly = Command(connection, "SET TRANSACTION READ ONLY");
        await using (readOnly.ConfigureAwait(false))
            await readOnly.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        var figures = await FiguresAsync(connection, sql, table, cancellationToken).ConfigureAwait(false);
        if (failedRows is not null)
        {
            foreach (var rule in sql.Rules.Where(rule => figures.Rules[rule.Info.Id].Failed > 0))
                await StreamAsync(connection, sql, rule, table, failedRows, maxValueLength, cancellationToken).ConfigureAwait(false);
            await failedRows.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        var rules = new List<RuleReport> { new(RuleKind.Readable, RuleKind.Readable, "", dataSet.Readable.Description, dataSet.Readable.Threshold.Judge(figures.Rows, 0), dataSet.Readable.Threshold.ToString(), figures.Rows, 0, figures.Rows == 0 ? null : 1, null, null, null) };
        foreach (var column in dataSet.Columns)
        {
            rules.AddRange(column.RuleInfos.Select(rule => RuleReportOf(rule, figures)));
            rules.AddRange(column.SetRuleInfos.Select(rule => SetRuleReportOf(rule, figures, now, column.IsSensitive)));
        }
        rules.AddRange(dataSet.Rules.Select(rule => NotChecked(rule.Info, "a condition of the program is not known to the database")));
        var totals = new RowTotals(figures.Rows, 0);
        foreach (var rule in dataSet.SetRules)
        {
            // What is asked of the number of rows needs nothing of a run but this.
            var observed = rule.Judge(totals, null!)!;
            rules.Add(new RuleReport(rule.Info.Id, rule.Info.Kind, "", rule.Info.Description, observed.Holds ? Outcome.Passed : rule.Severity == Severity.Warn ? Outcome.Warned : Outcome.Failed, rule.Severity == Severity.Warn ? "warns" : "fails", null, null, null, observed.Text, null, null));
        }

        var worst = rules.Max(rule => rule.Outcome == Outcome.NotChecked ? Outcome.Passed : rule.Outcome);
        return new DataSetReport(
            DataSetReport.CurrentVersion, dataSet.Name, table.Name, now, _time.GetElapsedTime(started), worst, true, null, new RowsReport(figures.Rows, figures.Rows, 0, figures.Failed), rules,
            [.. dataSet.Columns.Select(column => ColumnReportOf(column, figures))]);
    }

    private static async Task<Figures> FiguresAsync(NpgsqlConnection connection, SqlRules sql, PostgreSqlTable table, CancellationToken cancellationToken)
    {
        var query = new StringBuilder("SELECT count(*), ").Append(sql.Rules.Count == 0 ? "0::bigint" : $"count(*) FILTER (WHERE {string.Join(" OR ", sql.Rules.Select(rule => $"({rule.Present} AND {rule.Broken})"))})");
        foreach (var rule in sql.Rules)
            query.Append(CultureInfo.InvariantCulture, $", count(*) FILTER (WHERE {rule.Present}), count(*) FILTER (WHERE {rule.Present} AND {rule.Broken})");
        foreach (var column in sql.Columns)
            query.Append(CultureInfo.InvariantCulture, $", count(*) FILTER (WHERE {column.Present}), {Distinct(column)}, {Newest(column)}").Append(Statistics(column));
        query.Append(" FROM ").Append(sql.Source(table));

        var command = Command(connection, query.ToString());
        await using var disposing = command.ConfigureAwait(false);
        sql.AddParameters(command);
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var at = 2;
        var rules = sql.Rules.ToDictionary(rule => rule.Info.Id, _ => (Checked: reader.GetInt64(at++), Failed: reader.GetInt64(at++)));
        var columns = sql.Columns.ToDictionary(column => column.Name, column => new ColumnFigures(column.NewestLimit is not null, reader.GetInt64(at++), Value(reader, at++) as long?, Value(reader, at++), Value(reader, at++), Value(reader, at++), Number(reader, at++), Number(reader, at++)));
        return new Figures(reader.GetInt64(0), reader.GetInt64(1), rules, columns);
    }

    /// <summary>Tables are here because they are large: a query takes what it takes, and ends when the caller says so.</summary>
    private static NpgsqlCommand Command(NpgsqlConnection connection, string text) => new(text, connection) { CommandTimeout = 0 };

    /// <summary>Sorts or hashes the column, so only where somebody asks; texts byte by byte, whatever the collation says.</summary>
    private static string Distinct(SqlColumn column) => column.CountsDistinct
        ? $"count(DISTINCT {column.Sql}{(column.Kind == ValueKind.Text ? " COLLATE \"C\"" : "")}) FILTER (WHERE {column.Present})"
        : "NULL::bigint";

    private static string Newest(SqlColumn column) => column.NewestLimit is { } limit
        ? $"max({column.Sql}) FILTER (WHERE {column.Present} AND {column.Sql} <= {limit})"
        : "NULL::timestamptz";

    /// <summary>Smallest, largest, mean and deviation, as far as the kind has them.</summary>
    private static string Statistics(SqlColumn column) => column.Kind switch
    {
        ValueKind.Text => $", min(char_length({column.Sql})) FILTER (WHERE {column.Present}), max(char_length({column.Sql})) FILTER (WHERE {column.Present}), NULL::float8, NULL::float8",
        ValueKind.Number => $", min({column.Sql}) FILTER (WHERE {Numeric(column)}), max({column.Sql}) FILTER (WHERE {Numeric(column)}), (avg({column.Sql}) FILTER (WHERE {Numeric(column)}))::float8, (stddev_pop({column.Sql}) FILTER (WHERE {Numeric(column)}))::float8",
        ValueKind.Time => $", min({column.Sql}) FILTER (WHERE {column.Present}), max({column.Sql}) FILTER (WHERE {column.Present}), NULL::float8, NULL::float8",
        _ => ", NULL::text, NULL::text, NULL::float8, NULL::float8",
    };

    /// <summary>What is no number has no part in means and extremes.</summary>
    private static string Numeric(SqlColumn column) => $"{column.Present} AND {column.Sql}::text <> 'NaN'";

    private static async Task StreamAsync(
        NpgsqlConnection connection, SqlRules sql, SqlRule rule, PostgreSqlTable table, IFailedRowSink sink, int maxValueLength, CancellationToken cancellationToken)
    {
        var key = table.KeyColumn is { } column ? $"{PostgreSqlTable.Identifier(column)}::text" : "NULL::text";
        var query = $"SELECT {key}, CASE WHEN {sql.Columns.First(each => each.Sql == rule.Column).Present} THEN left({rule.Column}::text, {maxValueLength + 1}) END FROM {sql.Source(table)} WHERE {rule.Present} AND {rule.Broken}";
        if (table.KeyColumn is { } order)
            query += $" ORDER BY {PostgreSqlTable.Identifier(order)}";
        var command = Command(connection, query);
        await using var disposing = command.ConfigureAwait(false);
        sql.AddParameters(command);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var batch = new List<FailedRow>(RowsInBatch);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var value = await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(1);
            batch.Add(new FailedRow(0, null, await reader.IsDBNullAsync(0, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(0), rule.Info.Id, rule.Info.Column, rule.IsSensitive && value is not null ? "***" : Cut(value, maxValueLength), null));
            if (batch.Count < RowsInBatch)
                continue;
            await sink.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }
        if (batch.Count > 0)
            await sink.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private static RuleReport RuleReportOf(RuleInfo rule, Figures figures) => figures.Rules.TryGetValue(rule.Id, out var counts)
        ? new RuleReport(
            rule.Id, rule.Kind, rule.Column, rule.Description, rule.Threshold.Judge(counts.Checked, counts.Failed), rule.Threshold.ToString(), counts.Checked, counts.Failed,
            counts.Checked == 0 ? null : (double)(counts.Checked - counts.Failed) / counts.Checked, null, null, null)
        : NotChecked(rule, "the database is not asked a rule of this kind");

    private static RuleReport SetRuleReportOf(RuleInfo rule, Figures figures, DateTimeOffset now, bool isSensitive)
    {
        var bounds = rule.Parameters switch
        {
            BoundsParameters given => given,
            FreshParameters fresh => new BoundsParameters(double.NegativeInfinity, fresh.Within.TotalSeconds),
            _ => null,
        };
        if (bounds is null || !figures.Columns.TryGetValue(rule.Column, out var column))
            return NotChecked(rule, "the database is not asked a rule of this kind");
        double? value;
        switch (rule.Kind)
        {
            case RuleKind.Mean:
                value = column.Mean;
                break;
            case RuleKind.StandardDeviation:
                value = column.StandardDeviation;
                break;
            case RuleKind.DistinctCount:
                value = column.Distinct;
                break;
            case RuleKind.Fresh when column.HasNewest && (column.Maximum is null or DateTime { Kind: DateTimeKind.Utc }):
                // Where all values lie in the future there is no sign of life.
                value = column.Newest is DateTime newest ? (now.UtcDateTime - newest).TotalSeconds : column.Present > 0 ? double.PositiveInfinity : null;
                break;
            default:
                return NotChecked(rule, "the database is not asked a rule of this kind");
        }
        var outcome = value is null ? Outcome.NotChecked : value >= bounds.Minimum && value <= bounds.Maximum ? Outcome.Passed : rule.Threshold.FailShare is null ? Outcome.Warned : Outcome.Failed;
        var observed = value is null ? null
            : isSensitive && rule.Kind != RuleKind.DistinctCount ? "***"
            : double.IsPositiveInfinity(value.Value) ? "only values of the future"
            : rule.Kind == RuleKind.Fresh ? $"{TimeSpan.FromSeconds(value.Value).TotalHours.ToString("#,0.#", CultureInfo.InvariantCulture)} hours old" : value.Value.ToString("0.######", CultureInfo.InvariantCulture);
        return new RuleReport(rule.Id, rule.Kind, rule.Column, rule.Description, outcome, rule.Threshold.FailShare is null ? "warns" : "fails", null, null, null, observed, null, null);
    }

    private static RuleReport NotChecked(RuleInfo rule, string reason) =>
        new(rule.Id, rule.Kind, rule.Column, rule.Description, Outcome.NotChecked, rule.Threshold.ToString(), null, null, null, null, null, reason);

    private static ColumnReport ColumnReportOf<TRow>(ColumnDefinition<TRow> column, Figures figures)
    {
        var found = figures.Columns[column.Name];
        var shows = !column.IsSensitive && column.Kind != ValueKind.Text;
        return new ColumnReport(
            column.Name, TypeNames.Of(column.ValueType), column.Kind.ToString().ToLowerInvariant(), column.IsSensitive, figures.Rows, found.Present,
            shows ? Text(found.Minimum, column.ValueType) : null, shows ? Text(found.Maximum, column.ValueType) : null, shows ? Rounded(found.Mean) : null, shows ? Rounded(found.StandardDeviation) : null,
            column.Kind == ValueKind.Text ? ToLong(found.Minimum) : null, column.Kind == ValueKind.Text ? ToLong(found.Maximum) : null, found.Distinct is { } distinct ? new DistinctReport(distinct, 0) : null, [], null, [], null);
    }

    private static string? Text(object? value, Type type) => value switch
    {
        null => null,
        DateTime time when type == typeof(DateTimeOffset) => ValueText<DateTimeOffset>.Format(new DateTimeOffset(time, TimeSpan.Zero)),
        DateTime time when type == typeof(DateOnly) => ValueText<DateOnly>.Format(DateOnly.FromDateTime(time)),
        _ => ValueText<object>.Format(value),
    };

    private static string? Rounded(double? value) => value is { } number ? Math.Round(number, 6).ToString("0.######", CultureInfo.InvariantCulture) : null;

    private static long? ToLong(object? value) => value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static object? Value(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetValue(at);

    private static double? Number(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetDouble(at);

    private static string? Cut(string? text, int length) => text is null || text.Length <= length
        ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");

    private sealed record Figures(long Rows, long Failed, Dictionary<string, (long Checked, long Failed)> Rules, Dictionary<string, ColumnFigures> Columns);

    private sealed record ColumnFigures(bool HasNewest, long Present, long? Distinct, object? Newest, object? Minimum, object? Maximum, double? Mean, double? StandardDeviation);
}
