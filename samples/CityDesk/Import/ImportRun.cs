namespace CityDesk.Import;

/// <summary>One import of one file: what was read so far and what became of it. Saved in the same transaction as the rows.</summary>
public sealed class ImportRun
{
    public int Id { get; init; }

    /// <summary>Short name of the system the file comes from; see <c>ImportProfile</c>.</summary>
    public required string Source { get; init; }

    public required string FileName { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary><see langword="null"/> while rows are still to come, also when the import was interrupted.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Data rows taken from the file; always the sum of the three below.</summary>
    public long RowsRead { get; set; }

    public long RowsStored { get; set; }

    /// <summary>Rows whose request was stored by an earlier import with the same content.</summary>
    public long RowsAlreadyStored { get; set; }

    public long RowsRefused { get; set; }

    /// <summary>SHA-256 over everything read so far, in hexadecimal: a resumed import proves with it that it holds the same file.</summary>
    public string PrefixHash { get; set; } = "";
}
