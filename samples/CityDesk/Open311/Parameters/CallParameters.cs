using System.Text;
using CityDesk.Domain;

namespace CityDesk.Open311.Parameters;

/// <summary>The named values of one call, read by rules that are the same for every parameter.</summary>
internal sealed class CallParameters
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    /// <summary>All of them, in the order in which they were sent; none is empty.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _pairs;

    public static CallParameters OfQuery(HttpRequest request, OpenErrors errors)
    {
        var parameters = new CallParameters();
        if (request.QueryString is { HasValue: true, Value: { Length: > 1 } query })
            UrlEncoded.Read(Encoding.UTF8.GetBytes(query, 1, query.Length - 1), parameters._pairs, errors);
        return parameters;
    }

    public static CallParameters OfForm(ReadOnlySpan<byte> body, OpenErrors errors)
    {
        var parameters = new CallParameters();
        UrlEncoded.Read(body, parameters._pairs, errors);
        return parameters;
    }

    /// <summary>Reads a parameter that may be given once.</summary>
    /// <remarks>The value is <see langword="null"/> when there is none.</remarks>
    /// <returns><see langword="false"/> when a fault was added to <paramref name="errors"/>.</returns>
    public bool TrySingle(string name, OpenErrors errors, out string? value, int maxLength = int.MaxValue)
    {
        value = null;
        foreach (var (key, given) in _pairs)
        {
            if (key != name)
                continue;
            if (value is not null)
            {
                errors.Invalid($"{name} was given more than once.");
                value = null;
                return false;
            }

            value = given;
        }

        if (value is null || IsStorable(name, value, maxLength, errors))
            return true;
        value = null;
        return false;
    }

    /// <summary>Reads a parameter that may be given many times, each time with several values between commas.</summary>
    public List<string> List(string name, OpenErrors errors)
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
    public static bool IsStorable(string name, string text, int maxLength, OpenErrors errors)
    {
        var forbidden = DeskText.IndexOfForbidden(text);
        if (forbidden >= 0)
        {
            errors.Invalid($"{name} contains the character {DeskText.Name(text[forbidden])}, which is not allowed.");
            return false;
        }

        if (CharactersOf(text) <= maxLength)
            return true;
        errors.Invalid($"{name} is longer than {maxLength} characters.");
        return false;
    }

    /// <summary>Characters as a person (and PostgreSQL) counts them: a pair of surrogates is one.</summary>
    private static int CharactersOf(string text)
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
