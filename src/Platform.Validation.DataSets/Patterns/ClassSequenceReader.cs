using System.Buffers;
using System.Globalization;

namespace Platform.Validation.DataSets.Patterns;

/// <summary>Reads an expression as a row of classes, and gives up at the first thing that is none.</summary>
internal sealed class ClassSequenceReader(string pattern)
{
    private const int MostParts = 64;
    private const int MostCharacters = 512;

    private int _at;

    public bool TryRead(out ClassSequence.Part[] parts, out bool endsBeforeLineFeed)
    {
        (parts, endsBeforeLineFeed) = ([], false);
        if (!Take('^'))
            return false;
        List<(HashSet<char> Characters, bool IsNegated, int Least, int Most)> found = [];
        while (_at < pattern.Length)
        {
            if (IsEnd(out endsBeforeLineFeed))
            {
                if (!AreTold(found))
                    return false;
                parts = [.. found.Select(part => new ClassSequence.Part(SearchValues.Create([.. part.Characters]), part.IsNegated, part.Least, part.Most))];
                return parts.Length > 0;
            }
            if (found.Count == MostParts || !TryReadSet(out var characters, out var isNegated) || !TryReadTimes(out var least, out var most))
                return false;
            found.Add((characters, isNegated, least, most));
        }
        return false;
    }

    /// <summary>Whether of each part that may come more or less often it is plain where it ends: what may stand behind it is none of its characters.</summary>
    private static bool AreTold(List<(HashSet<char> Characters, bool IsNegated, int Least, int Most)> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Least == parts[i].Most)
                continue;
            for (var next = i + 1; next < parts.Count; next++)
            {
                if (Overlap(parts[i], parts[next]))
                    return false;
                // What need not come leaves it to the one behind it.
                if (parts[next].Least > 0)
                    break;
            }
        }
        return true;
    }

    private static bool Overlap((HashSet<char> Characters, bool IsNegated, int, int) left, (HashSet<char> Characters, bool IsNegated, int, int) right) => (left.IsNegated, right.IsNegated) switch
    {
        (false, false) => left.Characters.Overlaps(right.Characters),
        (true, false) => !right.Characters.IsSubsetOf(left.Characters),
        (false, true) => !left.Characters.IsSubsetOf(right.Characters),
        _ => true,
    };

    private bool IsEnd(out bool beforeLineFeed)
    {
        beforeLineFeed = pattern.AsSpan(_at) is "$";
        return beforeLineFeed || pattern.AsSpan(_at) is "\\z";
    }

    private bool TryReadSet(out HashSet<char> characters, out bool isNegated)
    {
        (characters, isNegated) = ([], false);
        if (!Take('['))
            return TryReadCharacter("\\^$.|?*+()[]{}", out var single) && characters.Add(single);
        isNegated = Take('^');
        while (!Take(']'))
        {
            if (!TryReadCharacter("\\[]^&~-", out var first))
            {
                // A hyphen that begins or ends a class is one.
                if (_at >= pattern.Length || pattern[_at] != '-' || (characters.Count > 0 && !(_at + 1 < pattern.Length && pattern[_at + 1] == ']')))
                    return false;
                _at++;
                characters.Add('-');
                continue;
            }
            var last = first;
            if (_at + 1 < pattern.Length && pattern[_at] == '-' && pattern[_at + 1] != ']')
            {
                _at++;
                if (!TryReadCharacter("\\[]^&~-", out last) || last < first)
                    return false;
            }
            if (last - first >= MostCharacters || characters.Count >= MostCharacters)
                return false;
            for (var each = (int)first; each <= last; each++)
                characters.Add((char)each);
        }
        return characters.Count > 0;
    }

    /// <summary>A character that stands for itself, or a punctuation mark behind a backslash.</summary>
    private bool TryReadCharacter(string special, out char character)
    {
        character = '\0';
        if (_at >= pattern.Length)
            return false;
        character = pattern[_at];
        if (character == '\\')
        {
            if (_at + 1 >= pattern.Length || !char.IsAscii(pattern[_at + 1]) || (!char.IsPunctuation(pattern[_at + 1]) && !char.IsSymbol(pattern[_at + 1])) || pattern[_at + 1] == '_')
                return false;
            character = pattern[_at + 1];
            _at += 2;
            return true;
        }
        if (special.Contains(character, StringComparison.Ordinal))
            return false;
        _at++;
        return true;
    }

    private bool TryReadTimes(out int least, out int most)
    {
        (least, most) = (1, 1);
        if (Take('+'))
            (least, most) = (1, int.MaxValue);
        else if (Take('*'))
            (least, most) = (0, int.MaxValue);
        else if (Take('?'))
            (least, most) = (0, 1);
        else if (Take('{') && !TryReadBounds(out least, out most))
            return false;
        // Behind a number of times these mean something else.
        return _at >= pattern.Length || pattern[_at] is not ('?' or '+' or '*' or '{');
    }

    private bool TryReadBounds(out int least, out int most)
    {
        (least, most) = (0, 0);
        var end = pattern.IndexOf('}', _at);
        if (end < 0)
            return false;
        var text = pattern.AsSpan(_at, end - _at);
        _at = end + 1;
        var comma = text.IndexOf(',');
        if (!int.TryParse(comma < 0 ? text : text[..comma], NumberStyles.None, CultureInfo.InvariantCulture, out least))
            return false;
        most = least;
        if (comma < 0)
            return true;
        if (comma + 1 == text.Length)
        {
            most = int.MaxValue;
            return true;
        }
        return int.TryParse(text[(comma + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out most) && most >= least;
    }

    private bool Take(char character)
    {
        if (_at >= pattern.Length || pattern[_at] != character)
            return false;
        _at++;
        return true;
    }
}
