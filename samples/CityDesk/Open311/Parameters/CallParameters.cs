using System.Text;
using CityDesk.Domain;
using Platform.Errors;

namespace CityDesk.Open311.Parameters;

/// <summary>The named values of one call, read by rules that are the same for every parameter.</summary>
internal sealed class CallParameters
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    /// <summary>All of them, in the order in which they were sent; none is empty.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _pairs;

    public static CallParameters OfQuery(HttpRequest request, ErrorCollector errors)
    {
        var parameters = new CallParameters();
        if (request.QueryString is { HasValue: true, Value: { Length: > 1 } query })
            UrlEncoded.Read(Encoding.UTF8.GetBytes(query, 1, query.Length - 1), parameters._pairs, errors);
        return parameters;
    }

    public static CallParameters OfForm(ReadOnlySpan<byte> body, ErrorCollector errors)
    {
        var parameters = new CallParameters();
        UrlEncoded.Read(body, parameters._pairs, errors);
        return parameters;
    }

    /// <summary>Reads a parameter that may be given once.</summary>
    /// <remarks>The value is <see langword="null"/> when there is none.</remarks>
    /// <returns><see langword="false"/> when a fault was added to <paramref name="errors"/>.</returns>
    public bool TrySingle(string name, ErrorCollector errors, out string? value, int maxLength = int.MaxValue)
    {
        if (!TryOnce(name, errors, out value))
            return false;
        if (value is null || IsStorable(name, value, maxLength, errors))
            return true;
        value = null;
        return false;
    }

    /// <summary>The same for one whose text is judged by rules.</summary>
    public bool TryOnce(string name, ErrorCollector errors, out string? value)
    {
        value = null;
        foreach (var (key, given) in _pairs)
        {
            if (key != name)
                continue;
            if (value is not null)
            {
                errors.Add(DeskErrors.ParameterRepeated(name));
                value = null;
                return false;
            }

            value = given;
        }

        return true;
    }

    /// <summary>Reads a parameter that may be given many times, each time with several values between commas.</summary>
    public List<string> List(string name, ErrorCollector errors)
    {
        var list = new List<string>();
        foreach (var (key, given) in _pairs)
        {
            if (key == name && IsStorable(name, given, int.MaxValue, errors))
                list.AddRange(given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return list;
    }

    /// <summary>Whether the desk can keep a text: its characters and its length.</summary>
    public static bool IsStorable(string name, string text, int maxLength, ErrorCollector errors)
    {
        var forbidden = DeskText.IndexOfForbidden(text);
        if (forbidden >= 0)
        {
            errors.Add(DeskErrors.ParameterCharacter(name, DeskText.Name(text[forbidden])));
            return false;
        }

        if (CharactersOf(text) <= maxLength)
            return true;
        errors.Add(DeskErrors.ParameterTooLong(name, maxLength));
        return false;
    }

    /// <summary>Characters as a person (and PostgreSQL) counts them: a pair of surrogates is one.</summary>
    public static int CharactersOf(string text)
    {
        var count = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                count--;
        }

        return count;
    }
}
