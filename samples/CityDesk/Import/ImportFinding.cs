namespace CityDesk.Import;

/// <summary>A row that was refused, or stored with a warning, kept whole with the reason: nothing is lost silently.</summary>
public sealed class ImportFinding
{
    public const int ReasonMaxLength = 32;
    public const int DetailMaxLength = 500;

    public long Id { get; init; }

    /// <summary>Made here and not by the database, so that what is sealed can be bound to it before it is stored.</summary>
    public string Key { get; init; } = Guid.NewGuid().ToString("N");

    public required int RunId { get; init; }

    /// <summary>Number of the data row in the file; the first after the header is 1.</summary>
    public required long Row { get; init; }

    public required ImportSeverity Severity { get; init; }

    /// <summary>The request's number in the old system, where the row had a readable one.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Stable code of the reason; see <see cref="ImportReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason in a sentence that names the column and the value. Sealed in the database, as the row is; <see langword="null"/> where it was found before that.</summary>
    public required string? Detail { get; init; }

    /// <summary>The row as it stood in the file. It may hold personal data, as the file does. <see langword="null"/> where it was found before rows were sealed: the file has it.</summary>
    public required string? Raw { get; init; }

    /// <summary>
    /// Whether <see cref="Raw"/> had to be written with escapes, because the row holds bytes that are no storable text:
    /// such a byte is <c>\xNN</c> then, and a backslash is <c>\\</c>.
    /// </summary>
    public required bool RawIsEscaped { get; init; }
}

/// <summary>What became of the row.</summary>
public enum ImportSeverity
{
    /// <summary>The row was not stored.</summary>
    Refused,

    /// <summary>The row was stored, but something in it was left out, adjusted or looks wrong.</summary>
    Warning,
}
