namespace Platform.Errors.AspNetCore;

/// <summary>
/// Enumerates the ranges of an <c>Accept-Language</c> field with their weights (RFC 9110 §12.5.4 and §12.4.2), without allocating. What is malformed is
/// passed over.
/// </summary>
internal ref struct AcceptLanguage(ReadOnlySpan<char> field)
{
    private ReadOnlySpan<char> _rest = field;

    /// <summary>Weights have three decimals, so thousandths are exact.</summary>
    public const int FullWeight = 1000;

    /// <summary>The range, such as <c>de-AT</c> or <c>*</c>.</summary>
    public ReadOnlySpan<char> Range { get; private set; }

    /// <summary>The weight in thousandths; 0 means: not this one.</summary>
    public int Weight { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var comma = _rest.IndexOf(',');
            var element = (comma < 0 ? _rest : _rest[..comma]).Trim(" \t");
            _rest = comma < 0 ? [] : _rest[(comma + 1)..];
            var semicolon = element.IndexOf(';');
            Range = (semicolon < 0 ? element : element[..semicolon]).TrimEnd(" \t");
            Weight = semicolon < 0 ? FullWeight : ReadWeight(element[(semicolon + 1)..].Trim(" \t"));
            if (!Range.IsEmpty && Weight >= 0)
                return true;
        }
        return false;
    }

    /// <summary><c>q=0.5</c>: 0 or 1, and at most three decimals.</summary>
    private static int ReadWeight(ReadOnlySpan<char> parameter)
    {
        if (parameter is not ['q' or 'Q', '=', '0' or '1', ..])
            return -1;
        var weight = (parameter[2] - '0') * FullWeight;
        var decimals = parameter[3..];
        if (decimals.IsEmpty)
            return weight;
        if (decimals[0] != '.' || decimals.Length > 4)
            return -1;
        var place = FullWeight;
        foreach (var digit in decimals[1..])
        {
            if (!char.IsAsciiDigit(digit))
                return -1;
            weight += (digit - '0') * (place /= 10);
        }
        return weight > FullWeight ? -1 : weight;
    }
}
