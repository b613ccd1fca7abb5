namespace Platform.Validation.DataSets.PostgreSql;

/// <summary>A table or view, and how its columns are called.</summary>
/// <param name="Name">The name of the table, as it is stored.</param>
public sealed record PostgreSqlTable(string Name)
{
    /// <summary>The schema it lies in.</summary>
    /// <value>The default is null: the first of the search path that has it.</value>
    public string? Schema { get; init; }

    /// <summary>The column that names a row; failing rows carry its value, and of several equal values the one with the smallest is the first.</summary>
    /// <value>The default is null: failing rows have no key.</value>
    public string? KeyColumn { get; init; }

    /// <summary>The column of the table for each column of the data set that is called otherwise.</summary>
    /// <value>The default is none: names are compared as they are.</value>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    internal string Quoted => Schema is null ? Identifier(Name) : $"{Identifier(Schema)}.{Identifier(Name)}";

    internal static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    internal string ColumnOf(string column) => Identifier(Columns.GetValueOrDefault(column, column));
}
