namespace CityDesk.Import;

/// <summary>A row that was not stored, kept whole with the reason: nothing is lost silently.</summary>
public sealed class ImportRefusal
{
    public const int DetailMaxLength = 500;

    public long Id { get; init; }

    public required int RunId { get; init; }

    /// <summary>Number of the data row in the file; the first after the header is 1.</summary>
    public required long Row { get; init; }

    /// <summary>The request's number in the old system, where the row had a readable one.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Stable code of the reason: <c>duplicate-id</c>, <c>bad-date</c> …</summary>
    public required string Reason { get; init; }

    /// <summary>The reason in a sentence that names the column and the value.</summary>
    public required string Detail { get; init; }

    /// <summary>The row as it stood in the file.</summary>
    public required string Raw { get; init; }
}
