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

    /// <summary>"table.column".</summary>
    public string Name => $"{(Schema is null ? "" : $"{Schema}.")}{Table}.{Column}";

    internal ColumnAddress AddressFor(string tenant) => new(tenant, BoundTable ?? Table, BoundColumn ?? Column);

    /// <summary>What of the column has values of these keys: the sealed values (<see langword="null"/>), or indexes, several of which may share a key.</summary>
    internal IReadOnlyList<SealedColumnIndex?> PartsOf(KeyScope scope) =>
    [
        .. IsSealedWith(scope) ? [null] : (ReadOnlySpan<SealedColumnIndex?>)[],
        .. Indexes.Where(each => scope.Kind == KeyScopeKind.Purpose && each.Index.Purpose == scope.Purpose),
    ];

    private bool IsSealedWith(KeyScope scope) => scope.Purpose == Purpose && scope.Kind == (HasSubjects ? KeyScopeKind.Subject : KeyScopeKind.Purpose);
}
