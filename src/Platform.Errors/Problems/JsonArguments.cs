using System.Diagnostics;
using System.Text.Json;

namespace Platform.Errors;

/// <summary>Arguments in JSON: the forms are those that <see cref="ErrorArgumentType"/> states.</summary>
internal static class JsonArguments
{
    // The fraction, with its point, is only there where it is not zero.
    private const string DateTimeForm = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";
    private const string TimeForm = "HH:mm:ss.FFFFFFF";

    public static void Write(ref JsonOutput json, in ErrorArgument argument)
    {
        switch (argument.Type)
        {
            case ErrorArgumentType.None:
                json.Raw("null"u8);
                break;
            case ErrorArgumentType.String when argument.TryGetString(out var text):
                json.Text(text);
                break;
            case ErrorArgumentType.Boolean when argument.TryGetBoolean(out var truth):
                json.Raw(truth ? "true"u8 : "false"u8);
                break;
            case ErrorArgumentType.Int64 when argument.TryGetInt64(out var number):
                json.Number(number);
                break;
            case ErrorArgumentType.UInt64 when argument.TryGetUInt64(out var number):
                json.Number(number);
                break;
            case ErrorArgumentType.Double when argument.TryGetDouble(out var number):
                Write(ref json, number);
                break;
            case ErrorArgumentType.Decimal when argument.TryGetDecimal(out var number):
                json.Number(number);
                break;
            case ErrorArgumentType.Guid when argument.TryGetGuid(out var guid):
                json.Quoted(guid);
                break;
            case ErrorArgumentType.DateTimeOffset when argument.TryGetDateTimeOffset(out var time):
                json.Quoted(time, DateTimeForm);
                break;
            case ErrorArgumentType.DateOnly when argument.TryGetDateOnly(out var date):
                json.Quoted(date, "O");
                break;
            case ErrorArgumentType.TimeOnly when argument.TryGetTimeOnly(out var time):
                json.Quoted(time, TimeForm);
                break;
            case ErrorArgumentType.TimeSpan when argument.TryGetTimeSpan(out var span):
                json.Quoted(new IsoDuration(span));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Write(ref JsonOutput json, double number)
    {
        if (double.IsFinite(number))
            json.Number(number);
        else
            json.Raw(double.IsNaN(number) ? "\"NaN\""u8 : number > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
    }

    /// <summary>
    /// Reads a value of a type that is known. One that has another form is <see cref="ErrorArgumentType.None"/>: the rest of the error still counts.
    /// </summary>
    public static ErrorArgument Read(ref Utf8JsonReader reader, ErrorArgumentType type)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        var isNumber = reader.TokenType == JsonTokenType.Number;
        return type switch
        {
            ErrorArgumentType.String when isText => Text(ref reader),
            ErrorArgumentType.Boolean when reader.TokenType is JsonTokenType.True or JsonTokenType.False => reader.GetBoolean(),
            ErrorArgumentType.Int64 when isNumber && reader.TryGetInt64(out var number) => number,
            ErrorArgumentType.UInt64 when isNumber && reader.TryGetUInt64(out var number) => number,
            ErrorArgumentType.Double when isNumber && reader.TryGetDouble(out var number) => number,
            ErrorArgumentType.Double when isText => Named(ref reader),
            ErrorArgumentType.Decimal when isNumber && reader.TryGetDecimal(out var number) => number,
            ErrorArgumentType.Guid when isText && reader.TryGetGuid(out var guid) => guid,
            ErrorArgumentType.DateTimeOffset when isText && reader.TryGetDateTimeOffset(out var time) => time,
            ErrorArgumentType.DateOnly when isText && DateOnly.TryParseExact(Text(ref reader), "O", out var date) => date,
            ErrorArgumentType.TimeOnly when isText && TimeOnly.TryParseExact(Text(ref reader), TimeForm, out var time) => time,
            ErrorArgumentType.TimeSpan when isText && IsoDuration.TryParse(Text(ref reader), out var span) => span,
            _ => default,
        };
    }

    /// <summary>
    /// Reads a value of a type that nobody here has declared. Objects and arrays are no arguments, and are <see cref="ErrorArgumentType.None"/>.
    /// </summary>
    public static ErrorArgument Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Text(ref reader),
        JsonTokenType.True or JsonTokenType.False => reader.GetBoolean(),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number,
        JsonTokenType.Number when reader.TryGetUInt64(out var number) => number,
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => number,
        JsonTokenType.Number when reader.TryGetDouble(out var number) => number,
        _ => default,
    };

    private static ErrorArgument Named(ref Utf8JsonReader reader)
    {
        if (JsonTexts.Is(ref reader, "NaN"u8))
            return double.NaN;
        if (JsonTexts.Is(ref reader, "Infinity"u8))
            return double.PositiveInfinity;
        return JsonTexts.Is(ref reader, "-Infinity"u8) ? double.NegativeInfinity : default(ErrorArgument);
    }

    /// <summary>A text that is not Unicode (a lone surrogate, invalid UTF-8) is one that cannot be read.</summary>
    private static string? Text(ref Utf8JsonReader reader) => JsonTexts.Read(ref reader);
}
