using System.Globalization;
using Npgsql;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets.PostgreSql;

/// <summary>The rules of a data set as conditions of SQL. Values are parameters, never text.</summary>
internal sealed class SqlRules
{
    private readonly List<object> _values = [];

    public List<SqlColumn> Columns { get; } = [];

    public List<SqlRule> Rules { get; } = [];

    public static SqlRules Of<TRow>(DataSet<TRow> set, PostgreSqlTable table, DateTimeOffset now)
    {
        var sql = new SqlRules();
        foreach (var column in set.Columns)
        {
            var name = table.ColumnOf(column.Name);
            var present = sql.Present(column, name);
            var fresh = column.SetRuleInfos.Select(rule => rule.Parameters).OfType<FreshParameters>().ToList();
            // One limit is asked of the database; rules that differ in it are not known to it.
            var limit = fresh.Count > 0 && column.ValueType == typeof(DateTimeOffset) && fresh.Select(rule => rule.Tolerance).Distinct().Count() == 1
                ? sql.Add(now + fresh[0].Tolerance) : null;
            sql.Columns.Add(new SqlColumn(column.Name, column.Kind, name, present, column.CountsDistinct, limit));
            foreach (var rule in column.RuleInfos)
            {
                if (sql.Broken(rule, column, name, present, now) is { } broken)
                    sql.Rules.Add(new SqlRule(rule, name, column.IsSensitive, rule.Kind == RuleKind.Complete ? "true" : present, broken, rule.Kind == RuleKind.Unique ? NumberOf(sql.Rules.Count) : null));
            }
        }
        return sql;
    }

    public void AddParameters(NpgsqlCommand command)
    {
        foreach (var value in _values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
    }

    /// <summary>The table with a number beside each row for each rule on uniqueness: 1 for the first of equal values.</summary>
    public string Source(PostgreSqlTable table)
    {
        var order = table.KeyColumn is { } key ? PostgreSqlTable.Identifier(key) : "(SELECT 0)";
        var numbers = Rules.Where(rule => rule.Number is not null)
            .Select(rule => $", row_number() OVER (PARTITION BY {rule.Present}, {Exact(rule)} ORDER BY {order}) AS {rule.Number}");
        return $"(SELECT *{string.Concat(numbers)} FROM {table.Quoted}) AS checked";
    }

    private string Exact(SqlRule rule) => Columns.First(column => column.Sql == rule.Column).Kind == ValueKind.Text ? $"{rule.Column} COLLATE \"C\"" : rule.Column;

    private string Present<TRow>(ColumnDefinition<TRow> column, string name)
    {
        var present = $"{name} IS NOT NULL";
        if (column.Kind == ValueKind.Text)
            present += $" AND {name} <> ''";
        if (column.MissingValues.Length > 0)
            present += $" AND NOT {IsOneOf(column, name, column.MissingValues)}";
        return $"({present})";
    }

    private string? Broken<TRow>(RuleInfo rule, ColumnDefinition<TRow> column, string name, string present, DateTimeOffset now) => (rule.Kind, rule.Parameters) switch
    {
        (RuleKind.Complete, _) => $"NOT {present}",
        (RuleKind.Unique, _) => $"{NumberOf(Rules.Count)} > 1",
        (RuleKind.OneOf, OneOfParameters parameters) => $"NOT {IsOneOf(column, name, parameters.Values)}",
        (RuleKind.Range, RangeParameters parameters) => Outside(column, name, parameters),
        (RuleKind.Length, LengthParameters parameters) => $"char_length({name}) NOT BETWEEN {Add(parameters.Minimum)} AND {Add(parameters.Maximum)}",
        (RuleKind.NotInFuture, NotInFutureParameters parameters) => $"{name} > {Add(now + parameters.Tolerance)}",
        _ => null,
    };

    private string Outside<TRow>(ColumnDefinition<TRow> column, string name, RangeParameters parameters)
    {
        List<string> outside = [];
        if (parameters.Minimum is { } minimum)
            outside.Add($"{name} < {Add(minimum)}");
        if (parameters.Maximum is { } maximum)
            outside.Add($"{name} > {Add(maximum)}");
        // PostgreSQL takes what is no number for the largest of all.
        if (column.ValueType == typeof(double) || column.ValueType == typeof(float))
            outside.Add($"{name} = 'NaN'");
        return $"({string.Join(" OR ", outside)})";
    }

    /// <summary>A name that no column of a table has by chance.</summary>
    private static string NumberOf(int rule) => PostgreSqlTable.Identifier(string.Create(CultureInfo.InvariantCulture, $"number of rule {rule} among equal values"));

    /// <summary>Texts are compared byte by byte, whatever the collation of the column says.</summary>
    /// <remarks>One parameter, however many values: a statement takes no more than 65,535 parameters.</remarks>
    private string IsOneOf<TRow>(ColumnDefinition<TRow> column, string name, Array values) =>
        column.Kind == ValueKind.Text ? $"({name} COLLATE \"C\" = ANY ({AddAll(values)}))" : $"({name} = ANY ({AddAll(values)}))";

    /// <summary>By the type of the elements and not of the array: to the runtime an array of numbers without a sign is one of those with.</summary>
    private string AddAll(Array values)
    {
        var type = values.GetType().GetElementType();
        if (type == typeof(DateTimeOffset))
            values = values.Cast<DateTimeOffset>().Select(static time => time.ToUniversalTime()).ToArray();
        else if (type == typeof(uint))
            values = values.Cast<uint>().Select(static number => (long)number).ToArray();
        else if (type == typeof(ushort))
            values = values.Cast<ushort>().Select(static number => (int)number).ToArray();
        else if (type == typeof(byte))
            values = values.Cast<byte>().Select(static number => (short)number).ToArray();
        else if (type == typeof(sbyte))
            values = values.Cast<sbyte>().Select(static number => (short)number).ToArray();
        else if (type == typeof(ulong))
            values = values.Cast<ulong>().Select(static number => (decimal)number).ToArray();
        else if (type is { IsEnum: true })
            throw NoEnum();
        return Add(values);
    }

    private string Add(object value)
    {
        _values.Add(Plain(value));
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    private static object Plain(object value) => value switch
    {
        DateTimeOffset time => time.ToUniversalTime(),
        uint number => (long)number,
        ushort number => (int)number,
        byte number => (short)number,
        sbyte number => (short)number,
        ulong number => (decimal)number,
        Enum => throw NoEnum(),
        _ => value,
    };

    private static NotSupportedException NoEnum() =>
        new("An enumeration has no type in PostgreSQL that is known here; declare the column by its number or its text.");
}

/// <param name="Name">What the data set calls it.</param>
/// <param name="Kind">What can be said of it.</param>
/// <param name="Sql">The column of the table.</param>
/// <param name="Present">Whether it has a value.</param>
/// <param name="CountsDistinct">Whether somebody asks how many different values there are.</param>
/// <param name="NewestLimit">The latest time that counts as fresh.</param>
internal sealed record SqlColumn(string Name, ValueKind Kind, string Sql, string Present, bool CountsDistinct, string? NewestLimit);

/// <param name="Info">The rule.</param>
/// <param name="Column">The column of the table.</param>
/// <param name="IsSensitive">Whether values are kept back.</param>
/// <param name="Present">Which rows it looks at.</param>
/// <param name="Broken">Which of these break it.</param>
/// <param name="Number">For uniqueness, the column with the number among equal values.</param>
internal sealed record SqlRule(RuleInfo Info, string Column, bool IsSensitive, string Present, string Broken, string? Number);
