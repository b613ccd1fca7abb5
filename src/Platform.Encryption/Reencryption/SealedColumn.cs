using System.Data.Common;

namespace Platform.Encryption.Reencryption;

/// <summary>Where the sealed values of a column are, and what they are bound to. Names are as the database has them; they are quoted.</summary>
public sealed class SealedColumn
{
    /// <summary>The schema of the table.</summary>
    /// <value>Default: <see langword="null"/>, the one that the connection looks in first.</value>
    public string? Schema { get; init; }

    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The column of sealed values.</summary>
    public required string Column { get; init; }

    /// <summary>The columns of the primary key, in its order: by them pages are read.</summary>
    public required IReadOnlyList<string> PrimaryKey { get; init; }

    /// <summary>The columns of which <see cref="RowKey"/> is made.</summary>
    /// <value>Default: <see cref="PrimaryKey"/>.</value>
    public IReadOnlyList<string>? RowKeyColumns { get; init; }

    /// <summary>Makes the row key that values are bound to, of a row of a reader, where its columns begin at a position.</summary>
    public required Func<DbDataReader, int, byte[]> RowKey { get; init; }

    /// <summary>The purpose of the keys.</summary>
    public required string Purpose { get; init; }

    /// <summary>Whether each subject has keys of its own.</summary>
    /// <value>Default: <see langword="false"/>, the keys are those of the purpose.</value>
    public bool HasSubjects { get; init; }

    /// <summary>The name of the table that values are bound to.</summary>
    /// <value>Default: <see cref="Table"/>.</value>
    public string? BoundTable { get; init; }

    /// <summary>The name of the column that values are bound to.</summary>
    /// <value>Default: <see cref="Column"/>.</value>
    public string? BoundColumn { get; init; }

    /// <summary>The blind indexes of the column.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<SealedColumnIndex> Indexes { get; init; } = [];

    /// <summary>What it is called in logs and proofs.</summary>
    /// <value>Default: "table.column".</value>
    public string Name { get => field ?? $"{(Schema is null ? "" : $"{Schema}.")}{Table}.{Column}"; init; }

    /// <summary>Statements, the same for SQLite and PostgreSQL, that make an index on what re-encryption searches by: with it a search is as long as what is found, without it as long as the table. Keys for each subject need it.</summary>
    /// <returns>One statement for the column and one for each blind index; to be run once, such as in a migration.</returns>
    public IReadOnlyList<string> GetIndexStatements() => SealedColumnSql.IndexStatementsOf(this);

    internal ColumnAddress AddressFor(string tenant) => new(tenant, BoundTable ?? Table, BoundColumn ?? Column);

    internal bool MayHold(KeyScope scope) =>
        (scope.Purpose == Purpose && scope.Kind == (HasSubjects ? KeyScopeKind.Subject : KeyScopeKind.Purpose))
        || (scope.Kind == KeyScopeKind.Purpose && Indexes.Any(each => each.Index.Purpose == scope.Purpose));
}
