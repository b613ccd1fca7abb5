using System.Globalization;
using System.Text;

namespace Platform.Validation.SourceGeneration;

/// <summary>
/// Says a regular expression of .NET in the dialect of JSON Schema (ECMA-262 with the flag u), where both mean the same, or the other lets in more: what a
/// schema refuses must be refused by the rule. Everything beyond sequences, alternatives, groups, classes, repetitions and the two ends is left out.
/// </summary>
/// <remarks>
/// .NET counts units of UTF-16, the schema characters. A class that names what it takes never takes half a character. One that names what it does not take does: of what
/// it takes twice in .NET, the schema may see but one. So at most one of these may be needed in a text.
/// </remarks>
internal sealed class EcmaPattern
{
    private const string Syntax = "^$\\.*+?()[]{}|/";

    private readonly string _pattern;
    private readonly bool _isWhole;
    private readonly StringBuilder _text = new();
    private int _at;
    private int _depth;
    private int _needed;
    private bool _hasCategory;

    private EcmaPattern(string pattern, bool isWhole) => (_pattern, _isWhole) = (pattern, isWhole);

    private bool IsAtEnd => _at == _pattern.Length;

    /// <param name="pattern">The expression of .NET, which compiles without options.</param>
    /// <param name="isWhole">Whether it is to match the whole text, or none: what <c>[RegularExpression]</c> asks.</param>
    /// <returns>The other one; <see langword="null"/> where it cannot be said.</returns>
    public static string? Of(string pattern, bool isWhole)
    {
        var reader = new EcmaPattern(pattern, isWhole);
        if (!reader.Alternatives() || !reader.IsAtEnd || reader._needed > 1)
            return null;
        return isWhole ? $"^(?:{reader._text})?$" : reader._text.ToString();
    }

    private bool Alternatives()
    {
        while (Sequence())
        {
            if (IsAtEnd || _pattern[_at] != '|')
                return true;
            _text.Append('|');
            _at++;
        }
        return false;
    }

    private bool Sequence()
    {
        while (!IsAtEnd && _pattern[_at] is not ('|' or ')'))
        {
            var neededBefore = _needed;
            if (!Atom(out var isNegated, out var canRepeat) || !Repetition(canRepeat, isNegated, neededBefore))
                return false;
        }
        return true;
    }

    private bool Atom(out bool isNegated, out bool canRepeat)
    {
        (isNegated, canRepeat) = (false, true);
        var c = _pattern[_at++];
        switch (c)
        {
            case '^':
                _text.Append('^');
                canRepeat = false;
                return true;
            case '$':
                canRepeat = false;
                return End();
            case '(':
                return Group();
            case '[':
                return Class(out isNegated);
            case '.':
                isNegated = true;
                _text.Append("[^\\n]");
                return true;
            case '\\':
                return Escape(isInClass: false, out isNegated, out _);
            case '*' or '+' or '?':
                return false;
            default:
                return Literal(c, Syntax);
        }
    }

    /// <summary>Behind it nothing may stand: .NET takes a line feed before the end for the end, too.</summary>
    private bool End()
    {
        if (_depth > 0 || !(IsAtEnd || _pattern[_at] == '|'))
            return false;
        _text.Append(_isWhole ? "$" : "\\n?$");
        return true;
    }

    private bool Group()
    {
        if (!IsAtEnd && _pattern[_at] == '?')
        {
            if (string.CompareOrdinal(_pattern, _at, "?:", 0, 2) != 0)
                return false;
            _at += 2;
        }
        _text.Append("(?:");
        _depth++;
        if (!Alternatives() || IsAtEnd)
            return false;
        _depth--;
        _at++;
        _text.Append(')');
        return true;
    }

    private bool Class(out bool isNegated)
    {
        isNegated = !IsAtEnd && _pattern[_at] == '^';
        _hasCategory = false;
        _text.Append('[');
        if (isNegated)
        {
            _text.Append('^');
            _at++;
        }
        // A bracket that stands first is a letter in one dialect and the end in the other.
        if (IsAtEnd || _pattern[_at] == ']')
            return false;
        while (!IsAtEnd && _pattern[_at] != ']')
        {
            if (!ClassItem(ref isNegated, out var first))
                return false;
            if (first < 0 || _at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']')
                continue;
            // A range; what is taken away from a class begins like one.
            _at++;
            _text.Append('-');
            if (_pattern[_at] == '[' || !ClassItem(ref isNegated, out var last) || last < first)
                return false;
        }
        // Of a category there are characters beyond 16 bits as well, halves of which are of none.
        if (IsAtEnd || (isNegated && _hasCategory))
            return false;
        _at++;
        _text.Append(']');
        return true;
    }

    /// <param name="isNegated">Set where the item is one that names what it does not take.</param>
    /// <param name="letter">The letter; -1 where it is a class of its own.</param>
    private bool ClassItem(ref bool isNegated, out int letter)
    {
        letter = -1;
        var c = _pattern[_at++];
        if (c == '\\')
        {
            if (!Escape(isInClass: true, out var isNegatedClass, out letter))
                return false;
            isNegated |= isNegatedClass;
            return true;
        }
        letter = c;
        return c != '[' && Literal(c, Syntax + "-");
    }

    private bool Escape(bool isInClass, out bool isNegated, out int letter)
    {
        (isNegated, letter) = (false, -1);
        if (IsAtEnd)
            return false;
        var c = _pattern[_at++];
        const string Word = "\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}";
        const string Space = "\\t-\\r \\u0085\\p{Z}";
        isNegated = c == 'S';
        _hasCategory |= c is 'd' or 'w' or 'p';
        switch (c)
        {
            case 'd':
                _text.Append("\\p{Nd}");
                return true;
            case 'w' or 's':
                _text.Append(isInClass ? c == 'w' ? Word : Space : $"[{(c == 'w' ? Word : Space)}]");
                return true;
            case 'S' when !isInClass:
                _text.Append($"[^{Space}]");
                return true;
            case 'p':
                return Category();
            case 'n' or 'r' or 't' or 'f' or 'v':
                letter = c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'f' => '\f', _ => '\v' };
                _text.Append('\\').Append(c);
                return true;
            default:
                letter = c;
                return !char.IsLetterOrDigit(c) && c != '_' && Literal(c, isInClass ? Syntax + "-" : Syntax);
        }
    }

    /// <summary>A general category of Unicode: both dialects know those of one and two letters.</summary>
    private bool Category()
    {
        var end = IsAtEnd ? -1 : _pattern.IndexOf('}', _at);
        if (end < 0 || _pattern[_at] != '{')
            return false;
        var name = _pattern.Substring(_at + 1, end - _at - 1);
        // Of the others (C) is half a character, and a text of JSON has none.
        if (name.Length is not (1 or 2) || !"LMNPSZ".Contains(name.Substring(0, 1)) || (name.Length == 2 && name[1] is < 'a' or > 'z'))
            return false;
        _at = end + 1;
        _text.Append("\\p{").Append(name).Append('}');
        return true;
    }

    private bool Literal(char c, string syntax)
    {
        if (char.IsSurrogate(c))
            return false;
        if (syntax.Contains(c.ToString()))
            _text.Append('\\').Append(c);
        else if (c is < ' ' or > '~')
            _text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        else
            _text.Append(c);
        return true;
    }

    private bool Repetition(bool canRepeat, bool isNegated, int neededBefore)
    {
        var (least, isRepeated) = (1, true);
        if (IsAtEnd)
            isRepeated = false;
        else if (_pattern[_at] is '*' or '+' or '?')
            least = _pattern[_at] == '+' ? 1 : 0;
        else if (_pattern[_at] != '{' || !TryCount(out least))
            isRepeated = false;
        if (!isRepeated)
        {
            _needed += isNegated ? 1 : 0;
            return true;
        }
        if (!canRepeat)
            return false;
        var end = _pattern[_at] == '{' ? _pattern.IndexOf('}', _at) : _at;
        _text.Append(_pattern, _at, end + 1 - _at);
        _at = end + 1;
        // Whether as much as possible is taken or as little does not matter to whether there is a match.
        if (!IsAtEnd && _pattern[_at] == '?')
            _at++;
        var inside = _needed - neededBefore;
        _needed += isNegated && least > 0 ? 1 : 0;
        return least <= 1 || (!isNegated && inside == 0);
    }

    /// <summary>Whether a brace begins a count; else it is a letter.</summary>
    private bool TryCount(out int least)
    {
        least = 0;
        var end = _pattern.IndexOf('}', _at);
        if (end < 0)
            return false;
        var parts = _pattern.Substring(_at + 1, end - _at - 1).Split(',');
        return parts.Length <= 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out least)
            && (parts.Length == 1 || parts[1].Length == 0 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
