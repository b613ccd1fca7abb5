using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Platform.RateLimiting.AspNetCore.StructuredFields;

/// <summary>Reads structured fields strictly, as RFC 9651, section 4.2, says: the whole value or nothing.</summary>
internal ref struct StructuredFieldParser
{
    private const int MostIntegerDigits = 15;
    private const int MostWholeDigitsOfADecimal = 12;
    private const int MostFractionDigits = 3;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private StructuredFieldParser(ReadOnlySpan<char> text) => _text = text;

    private readonly bool IsAtEnd => _at == _text.Length;

    /// <summary>The next character; a zero, which no field may hold, at the end.</summary>
    private readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>Reads an item. Several lines of a field are first joined by commas.</summary>
    public static bool TryParseItem(string text, [NotNullWhen(true)] out StructuredItem? item)
    {
        var parser = new StructuredFieldParser(text);
        parser.SkipSpaces();
        return parser.TryItem(out item) && parser.TryEnd();
    }

    /// <summary>Reads a list; an empty field is an empty list.</summary>
    public static bool TryParseList(string text, [NotNullWhen(true)] out IReadOnlyList<StructuredMember>? list)
    {
        var parser = new StructuredFieldParser(text);
        var members = new List<StructuredMember>();
        list = members;
        parser.SkipSpaces();
        while (!parser.IsAtEnd)
        {
            if (!parser.TryItemOrInnerList(out var member))
                return Fail(out list);
            members.Add(member);
            if (!parser.TrySeparator(out var more))
                return Fail(out list);
            if (!more)
                break;
        }
        return true;
    }

    /// <summary>Reads a dictionary. A key that comes again stands where it stood first, with its last value.</summary>
    public static bool TryParseDictionary(string text, [NotNullWhen(true)] out IReadOnlyList<Member<StructuredMember>>? dictionary)
    {
        var parser = new StructuredFieldParser(text);
        var members = new List<Member<StructuredMember>>();
        dictionary = members;
        parser.SkipSpaces();
        while (!parser.IsAtEnd)
        {
            if (!parser.TryKey(out var key))
                return Fail(out dictionary);
            StructuredMember? member;
            if (parser.TryTake('='))
            {
                if (!parser.TryItemOrInnerList(out member))
                    return Fail(out dictionary);
            }
            else
            {
                if (!parser.TryParameters(out var parameters))
                    return Fail(out dictionary);
                member = new StructuredItem(new BareItem.Boolean(true), parameters);
            }
            Put(members, key, member);
            if (!parser.TrySeparator(out var more))
                return Fail(out dictionary);
            if (!more)
                break;
        }
        return true;
    }

    private static bool Fail<T>(out T? value)
        where T : class
    {
        value = null;
        return false;
    }

    private static void Put<TValue>(List<Member<TValue>> members, string key, TValue value)
    {
        var known = members.FindIndex(member => member.Key == key);
        if (known < 0)
            members.Add(new Member<TValue>(key, value));
        else
            members[known] = new Member<TValue>(key, value);
    }

    private bool TryTake(char wanted)
    {
        if (IsAtEnd || Next != wanted)
            return false;
        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (Next == ' ')
            _at++;
    }

    private bool TryEnd()
    {
        SkipSpaces();
        return IsAtEnd;
    }

    /// <summary>After a member comes the end, or a comma and another member: a comma at the end is a mistake.</summary>
    private bool TrySeparator(out bool more)
    {
        SkipOptionalWhitespace();
        more = !IsAtEnd;
        if (!more)
            return true;
        if (!TryTake(','))
            return false;
        SkipOptionalWhitespace();
        return !IsAtEnd;
    }

    private void SkipOptionalWhitespace()
    {
        while (Next is ' ' or '\t')
            _at++;
    }

    private bool TryItemOrInnerList([NotNullWhen(true)] out StructuredMember? member)
    {
        member = null;
        if (Next != '(')
        {
            if (!TryItem(out var item))
                return false;
            member = item;
            return true;
        }

        _at++;
        var items = new List<StructuredItem>();
        while (true)
        {
            SkipSpaces();
            if (TryTake(')'))
                break;
            if (!TryItem(out var item) || Next is not (' ' or ')'))
                return false;
            items.Add(item);
        }
        if (!TryParameters(out var parameters))
            return false;
        member = new InnerList(items, parameters);
        return true;
    }

    private bool TryItem([NotNullWhen(true)] out StructuredItem? item)
    {
        item = null;
        if (!TryBareItem(out var value) || !TryParameters(out var parameters))
            return false;
        item = new StructuredItem(value, parameters);
        return true;
    }

    private bool TryParameters([NotNullWhen(true)] out IReadOnlyList<Member<BareItem>>? parameters)
    {
        List<Member<BareItem>>? members = null;
        parameters = [];
        while (TryTake(';'))
        {
            SkipSpaces();
            if (!TryKey(out var key))
                return Fail(out parameters);
            BareItem? value = new BareItem.Boolean(true);
            if (TryTake('=') && !TryBareItem(out value))
                return Fail(out parameters);
            Put(members ??= [], key, value);
        }
        parameters = members ?? parameters;
        return true;
    }

    private bool TryKey([NotNullWhen(true)] out string? key)
    {
        key = null;
        if (!(char.IsAsciiLetterLower(Next) || Next == '*'))
            return false;
        var start = _at;
        while (StructuredFieldCharacters.IsInKey(Next))
            _at++;
        key = _text[start.._at].ToString();
        return true;
    }

    private bool TryBareItem([NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        return Next switch
        {
            '-' or (>= '0' and <= '9') => TryNumber(out item),
            '"' => TryString(out item),
            '*' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => TryToken(out item),
            ':' => TryByteSequence(out item),
            '?' => TryBoolean(out item),
            '@' => TryDate(out item),
            '%' => TryDisplayString(out item),
            _ => false,
        };
    }

    private bool TryNumber([NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        var start = _at;
        TryTake('-');
        var firstDigit = _at;
        while (char.IsAsciiDigit(Next))
            _at++;
        var whole = _at - firstDigit;
        if (whole == 0)
            return false;
        if (Next != '.')
        {
            if (whole > MostIntegerDigits)
                return false;
            item = new BareItem.Integer(long.Parse(_text[start.._at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
            return true;
        }

        var point = _at++;
        while (char.IsAsciiDigit(Next))
            _at++;
        var fraction = _at - point - 1;
        if (whole > MostWholeDigitsOfADecimal || fraction is < 1 or > MostFractionDigits)
            return false;
        item = new BareItem.Decimal(decimal.Parse(_text[start.._at], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
        return true;
    }

    private bool TryString([NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        _at++;
        var text = new StringBuilder();
        while (!IsAtEnd)
        {
            var letter = _text[_at++];
            switch (letter)
            {
                case '"':
                    item = new BareItem.String(text.ToString());
                    return true;
                case '\\':
                    if (Next is not ('"' or '\\'))
                        return false;
                    text.Append(_text[_at++]);
                    break;
                case < ' ' or > '~':
                    return false;
                default:
                    text.Append(letter);
                    break;
            }
        }
        return false;
    }

    private bool TryToken([NotNullWhen(true)] out BareItem? item)
    {
        var start = _at++;
        while (StructuredFieldCharacters.IsInToken(Next))
            _at++;
        item = new BareItem.Token(_text[start.._at].ToString());
        return true;
    }

    private bool TryByteSequence([NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        var start = ++_at;
        while (!IsAtEnd && Next != ':')
        {
            if (!(char.IsAsciiLetterOrDigit(Next) || Next is '+' or '/' or '='))
                return false;
            _at++;
        }
        var encoded = _text[start.._at];
        if (!TryTake(':'))
            return false;

        // Section 4.2.7: padding that is missing and bits that are not zero are let pass.
        var trimmed = encoded.TrimEnd('=');
        if (trimmed.Contains('=') || trimmed.Length % 4 == 1)
            return false;
        var bytes = new byte[trimmed.Length / 4 * 3 + Math.Max(0, trimmed.Length % 4 - 1)];
        item = new BareItem.ByteSequence(bytes);
        return Decode(trimmed, bytes);
    }

    private static bool Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        uint bits = 0;
        var (held, written) = (0, 0);
        foreach (var letter in text)
        {
            var value = letter switch
            {
                >= 'A' and <= 'Z' => letter - 'A',
                >= 'a' and <= 'z' => letter - 'a' + 26,
                >= '0' and <= '9' => letter - '0' + 52,
                '+' => 62,
                '/' => 63,
                _ => -1,
            };
            if (value < 0)
                return false;
            bits = bits << 6 | (uint)value;
            held += 6;
            if (held >= 8)
            {
                held -= 8;
                bytes[written++] = (byte)(bits >> held);
            }
        }
        return true;
    }

    private bool TryBoolean([NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        _at++;
        if (Next is not ('0' or '1'))
            return false;
        item = new BareItem.Boolean(_text[_at++] == '1');
        return true;
    }

    private bool TryDate([NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        _at++;
        if (!TryNumber(out var number) || number is not BareItem.Integer seconds)
            return false;
        item = new BareItem.Date(seconds.Value);
        return true;
    }

    private bool TryDisplayString([NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        _at++;
        if (!TryTake('"'))
            return false;
        var bytes = new List<byte>();
        while (!IsAtEnd)
        {
            var letter = _text[_at++];
            switch (letter)
            {
                case < ' ' or > '~':
                    return false;
                case '%':
                    if (_text.Length - _at < 2 || !IsLowerHex(_text[_at]) || !IsLowerHex(_text[_at + 1]))
                        return false;
                    bytes.Add(byte.Parse(_text.Slice(_at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    _at += 2;
                    break;
                case '"':
                    return TryUtf8(bytes, out item);
                default:
                    bytes.Add((byte)letter);
                    break;
            }
        }
        return false;
    }

    private static bool TryUtf8(List<byte> bytes, [NotNullWhen(true)] out BareItem? item)
    {
        item = null;
        var content = bytes.ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(content))
            return false;
        item = new BareItem.DisplayString(Encoding.UTF8.GetString(content));
        return true;
    }

    private static bool IsLowerHex(char letter) => char.IsAsciiHexDigitLower(letter);
}
