namespace CityDesk.Import;

/// <summary>One import of one file: what was read so far and what became of it. Saved in the same transaction as the rows.</summary>
public sealed class ImportRun
{
    public const int FileNameMaxLength = 400;
    public const int ProblemMaxLength = 1_000;

    public int Id { get; init; }

    /// <summary>Short name of the system the file comes from; see <see cref="Profiles.ImportProfile.Source"/>.</summary>
    public required string Source { get; init; }

    public required string JurisdictionId { get; init; }

    public required string FileName { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary><see langword="null"/> while rows are still to come, also when the import was interrupted.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Data rows taken from the file; always the sum of stored, already stored and refused. The database checks it.</summary>
    public long RowsRead { get; set; }

    public long RowsStored { get; set; }

    /// <summary>Rows whose request was there already with the same content, from an earlier import or an earlier row.</summary>
    public long RowsAlreadyStored { get; set; }

    public long RowsRefused { get; set; }

    /// <summary>Rows, stored or already stored, with at least one warning. Not a part of the sum.</summary>
    public long RowsWarned { get; set; }

    /// <summary>How many bytes of the file the rows read so far take up, with the header: a resumed import goes on there.</summary>
    public long BytesRead { get; set; }

    /// <summary>SHA-256 over those bytes, in hexadecimal: a resumed import proves with it that it holds the same file.</summary>
    public string PrefixHash { get; set; } = "";

    /// <summary>Why the file could not be read further; <see langword="null"/> when nothing was wrong with it so far.</summary>
    public string? Problem { get; set; }
}
