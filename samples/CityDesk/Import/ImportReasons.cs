using System.Collections.Frozen;

namespace CityDesk.Import;

/// <summary>The stable codes under which an import reports rows, each with what it means.</summary>
internal static class ImportReasons
{
    // Refused: the row was not stored.
    public const string ColumnCount = "column-count";
    public const string MalformedRow = "malformed-row";
    public const string BadText = "bad-text";
    public const string MissingId = "missing-id";
    public const string BadId = "bad-id";
    public const string BadDate = "bad-date";
    public const string DateInFuture = "date-in-future";
    public const string ClosedBeforeOpened = "closed-before-opened";
    public const string ClosedDateMissing = "closed-date-missing";
    public const string UnknownStatus = "unknown-status";
    public const string UnknownType = "unknown-type";
    public const string NoLocation = "no-location";
    public const string PluginRefused = "plugin-refused";
    public const string ConflictingDuplicate = "conflicting-duplicate";

    // Warnings: the row was stored.
    public const string DuplicateInFile = "duplicate-in-file";
    public const string ClockSkew = "clock-skew";
    public const string TimeSkipped = "time-skipped";
    public const string TimeRepeated = "time-repeated";
    public const string BadExpectedDate = "bad-expected-date";
    public const string BadCoordinates = "bad-coordinates";
    public const string OutsideCity = "outside-city";
    public const string TextShortened = "text-shortened";
    public const string UnknownCode = "unknown-code";
    public const string TypeAgencyMismatch = "type-agency-mismatch";
    public const string ServiceNameDiffers = "service-name-differs";

    public static FrozenDictionary<string, string> Meanings { get; } = new Dictionary<string, string>
    {
        [ColumnCount] = "The row has more or fewer fields than the header.",
        [MalformedRow] = "The quotes or line ends of the row break RFC 4180.",
        [BadText] = "The row is not UTF-8, or holds a character that no answer can carry.",
        [MissingId] = "The row has no number.",
        [BadId] = "The number is too long, or could not stand in an address.",
        [BadDate] = "A date is missing or cannot be read.",
        [DateInFuture] = "A date lies in the future.",
        [ClosedBeforeOpened] = "The request was closed long before it was opened.",
        [ClosedDateMissing] = "The request is closed, and no date says when.",
        [UnknownStatus] = "The status is none that this source knows.",
        [UnknownType] = "The kind of request is missing, or not in the code table.",
        [NoLocation] = "There is no address and no usable coordinates.",
        [PluginRefused] = "The plugin that reads the export cannot use the row.",
        [ConflictingDuplicate] = "A request with this number is stored, with other content.",
        [DuplicateInFile] = "The same request stands twice in the file; it was stored once.",
        [ClockSkew] = "Closed a moment before it was opened; the moment of opening was taken.",
        [TimeSkipped] = "The clocks skipped this local time; it was read as one hour later.",
        [TimeRepeated] = "This local time came twice that night; the likelier one was taken.",
        [BadExpectedDate] = "The expected date is unusable and was left out.",
        [BadCoordinates] = "The coordinates cannot be read and were left out.",
        [OutsideCity] = "The coordinates lie outside the city and were left out.",
        [TextShortened] = "A text was too long and was cut.",
        [UnknownCode] = "A code is not in its table; it was kept as it is.",
        [TypeAgencyMismatch] = "The kind of request does not fit the agency that handled it: is the code table the right one?",
        [ServiceNameDiffers] = "The service is known here under another name.",
    }.ToFrozenDictionary();
}
