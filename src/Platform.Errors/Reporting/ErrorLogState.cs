using System.Buffers;
using System.Collections;
using System.Globalization;

namespace Platform.Errors;

/// <summary>
/// An error as the state of a log record: named values for structured logs, and a sentence for the others. Each is made when a logger asks for it, because most
/// loggers want one of the two, and some drop the record.
/// </summary>
internal sealed class ErrorLogState : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>Control characters, and the separators of lines and paragraphs.</summary>
    private static readonly SearchValues<char> Breaking =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(static each => (char)each).Where(char.IsControl), '\u2028', '\u2029']);

    // Errors are immutable, so values and text come out the same whenever and on whatever thread they are made.
    private readonly Error _error;
    private readonly ErrorOrigin? _origin;
    private List<KeyValuePair<string, object?>>? _values;
    private string? _text;

    public ErrorLogState(in Error error, ErrorOrigin? origin = null) => (_error, _origin) = (new Error(in error), origin);

    public int Count => Values.Count;

    public KeyValuePair<string, object?> this[int index] => Values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _text ??= TextOf(in _error, _origin);

    private List<KeyValuePair<string, object?>> Values => _values ??= ValuesOf(in _error, _origin);

    private static List<KeyValuePair<string, object?>> ValuesOf(in Error error, ErrorOrigin? origin)
    {
        var descriptor = error.Descriptor;
        List<KeyValuePair<string, object?>> values =
        [
            new("ErrorCode", descriptor.Code),
            new("ErrorDomain", descriptor.Domain),
            new("ErrorKind", descriptor.Kind.Name()),
            new("ErrorStatus", descriptor.Status),
        ];
        origin?.AddTo(values);
        foreach (var (parameter, value) in error.Arguments)
            values.Add(new(parameter.Name, value.ToObject()));
        if (error.Pointer is { } pointer)
            values.Add(new("ErrorPointer", pointer));
        if (error.RetryAfter is { } delay)
        {
            values.Add(new("ErrorRetryAfter", delay));
            if (descriptor.NeutralText.SaysDelay)
                values.Add(new("retryAfter", delay));
        }
        if (error.Errors is { Count: > 0 } errors)
        {
            values.Add(new("ErrorCount", errors.Count));
            values.Add(new("Errors", Named(errors)));
            for (var index = 0; index < int.Min(errors.Count, Error.MostNamed); index++)
            {
                var each = errors[index];
                foreach (var (parameter, value) in each.Arguments)
                    values.Add(new(string.Create(CultureInfo.InvariantCulture, $"Errors[{index}].{parameter.Name}"), value.ToObject()));
            }
        }
        if (ErrorCauses.Of(in error) is { } cause)
            values.Add(new("ErrorCause", cause.GetType().FullName));
        // The template is the same for every occurrence that says the same, so that log stores can group by it. Texts of strangers differ each time.
        var template = descriptor.NeutralText.SaysNothing(in error) ? descriptor.Title : descriptor.Detail ?? descriptor.Title;
        values.Add(new("{OriginalFormat}", descriptor.IsForeign ? "{ErrorCode}" : $"{descriptor.Code}: {template}"));
        return values;
    }

    // The values are exact; the text is for loggers that write lines, and an argument is often a stranger's.
    private static string TextOf(in Error error, ErrorOrigin? origin) => OnOneLine(WordsOf(in error, origin));

    private static string OnOneLine(string text) => text.AsSpan().IndexOfAny(Breaking) < 0
        ? text
        : string.Concat(text.Select(static each =>
            Breaking.Contains(each) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}") : each.ToString()));

    private static string WordsOf(in Error error, ErrorOrigin? origin)
    {
        var text = error.Head;
        if (error.Pointer is { } pointer)
            text = $"{text} (at '{pointer}')";
        if (origin is not null)
            text = $"{text} [{origin}]";
        return error.Errors is { Count: > 0 } errors ? $"{text} ({errors.Count.ToString(CultureInfo.InvariantCulture)}: {Named(errors)}{(errors.Count > Error.MostNamed ? " …" : "")})" : text;
    }

    private static string Named(IReadOnlyList<Error> errors) =>
        string.Join("; ", errors.Take(Error.MostNamed).Select(static each => each.Pointer is { } at ? $"{each.Code} at '{at}'" : each.Code));
}
