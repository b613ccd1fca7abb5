using CityDesk.Import.Profiles;

namespace CityDesk.Import;

/// <summary>What an operator asks to be imported.</summary>
internal sealed record ImportOrder(string Path)
{
    public const int DefaultBatchSize = 500;
    public const int MaxBatchSize = 10_000;

    /// <summary>Which city's export it is; found by the header when <see langword="null"/>.</summary>
    public ImportProfile? Profile { get; init; }

    /// <summary>The city here that the requests go to; the profile's own when <see langword="null"/>.</summary>
    public string? JurisdictionId { get; init; }

    /// <summary>Where the code tables lie; beside the file when <see langword="null"/>.</summary>
    public string? TablesFolder { get; init; }

    /// <summary>How many rows go into one transaction.</summary>
    public int BatchSize { get; init; } = DefaultBatchSize;

    /// <summary>Whether a last row without a line end is taken.</summary>
    public bool AcceptUnterminated { get; init; }
}

/// <summary>How far an import has come.</summary>
/// <param name="Run">The run as it stands in the database.</param>
/// <param name="IsResumed">Whether it goes on where an earlier one stopped.</param>
/// <param name="FileBytes">Size of the file.</param>
internal sealed record ImportProgress(ImportRun Run, bool IsResumed, long FileBytes);

/// <summary>How an import ended.</summary>
internal sealed record ImportResult(ImportEnding Ending, ImportRun? Run, bool IsResumed = false);

internal enum ImportEnding
{
    Finished,

    /// <summary>The file cannot be read further. What was stored stays; the mended file continues.</summary>
    Damaged,

    /// <summary>Stopped by the operator between two batches.</summary>
    Cancelled,
}
