using System.Globalization;
using System.Text;

namespace Platform.Errors.Grpc;

/// <summary>
/// An argument as the text that <c>ErrorInfo.metadata</c> holds: the forms that <see cref="ErrorArgumentType"/> states for JSON, without quotes.
/// </summary>
internal static class MetadataValue
{
    // The fraction, with its point, is only there where it is not zero.
    private const string DateTimeForm = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";
    private const string TimeForm = "HH:mm:ss.FFFFFFF";

    public static string Format(in ErrorArgument argument) => argument.Type switch
    {
        ErrorArgumentType.Boolean when argument.TryGetBoolean(out var truth) => truth ? "true" : "false",
        ErrorArgumentType.DateTimeOffset when argument.TryGetDateTimeOffset(out var time) => time.ToString(DateTimeForm, CultureInfo.InvariantCulture),
        ErrorArgumentType.DateOnly when argument.TryGetDateOnly(out var date) => date.ToString("O", CultureInfo.InvariantCulture),
        ErrorArgumentType.TimeOnly when argument.TryGetTimeOnly(out var time) => time.ToString(TimeForm, CultureInfo.InvariantCulture),
        ErrorArgumentType.TimeSpan when argument.TryGetTimeSpan(out var span) => Iso(span),
        _ => argument.ToString(),
    };

    /// <summary>
    /// Reads a value of a type that is known. One that has another form is <see cref="ErrorArgumentType.None"/>: the rest of the error still counts.
    /// </summary>
    public static ErrorArgument Parse(string text, ErrorArgumentType type)
    {
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            ErrorArgumentType.String => text,
            ErrorArgumentType.Boolean when text is "true" or "false" => text == "true",
            ErrorArgumentType.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            ErrorArgumentType.UInt64 when ulong.TryParse(text, NumberStyles.None, culture, out var number) => number,
            ErrorArgumentType.Double when double.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            ErrorArgumentType.Decimal
                when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, culture, out var number) => number,
            ErrorArgumentType.Guid when Guid.TryParseExact(text, "D", out var guid) => guid,
            ErrorArgumentType.DateTimeOffset when DateTimeOffset.TryParseExact(text, DateTimeForm, culture, DateTimeStyles.None, out var time) => time,
            ErrorArgumentType.DateOnly when DateOnly.TryParseExact(text, "O", culture, DateTimeStyles.None, out var date) => date,
            ErrorArgumentType.TimeOnly when TimeOnly.TryParseExact(text, TimeForm, culture, DateTimeStyles.None, out var time) => time,
            ErrorArgumentType.TimeSpan when IsoDuration.TryParse(text, out var span) => span,
            _ => default(ErrorArgument),
        };
    }

    private static string Iso(TimeSpan span)
    {
        Span<byte> text = stackalloc byte[64];
        new IsoDuration(span).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetString(text[..length]);
    }
}
