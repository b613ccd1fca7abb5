using System.Collections;
using System.Globalization;
using System.Text;

namespace Platform.Errors;

/// <summary>An error as the state of a log record: named values for structured logs, and a sentence for the others.</summary>
internal sealed class ErrorLogState : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>How many collected errors the record names; a request can have thousands of faults.</summary>
    private const int MostNamed = 20;

    private readonly List<KeyValuePair<string, object?>> _values = [];
    private readonly string _text;

    public ErrorLogState(in Error error)
    {
        var descriptor = error.Descriptor;
        var text = new StringBuilder(error.ToString());
        _values.Add(new("ErrorCode", descriptor.Code));
        _values.Add(new("ErrorDomain", descriptor.Domain));
        _values.Add(new("ErrorKind", descriptor.Kind.Name()));
        _values.Add(new("ErrorStatus", descriptor.Status));
        foreach (var (parameter, value) in error.Arguments)
            _values.Add(new(parameter.Name, value.ToObject()));
        if (error.Pointer is { } pointer)
        {
            _values.Add(new("ErrorPointer", pointer));
            text.Append(CultureInfo.InvariantCulture, $" (at '{pointer}')");
        }
        if (error.RetryAfter is { } delay)
            _values.Add(new("ErrorRetryAfter", delay));
        if (error.Errors is { Count: > 0 } errors)
        {
            var named = string.Join("; ", errors.Take(MostNamed).Select(static each => each.Pointer is { } at ? $"{each.Code} at '{at}'" : each.Code));
            _values.Add(new("ErrorCount", errors.Count));
            _values.Add(new("Errors", named));
            text.Append(CultureInfo.InvariantCulture, $" ({errors.Count}: {named}{(errors.Count > MostNamed ? " …" : "")})");
        }
        // The template is the same for every occurrence, so that log stores can group by it. Texts of strangers differ each time.
        _values.Add(new("{OriginalFormat}", descriptor.IsForeign ? "{ErrorCode}" : $"{descriptor.Code}: {descriptor.Detail ?? descriptor.Title}"));
        _text = text.ToString();
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _text;
}
