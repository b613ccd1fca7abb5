using System.Globalization;
using System.Text;

namespace Platform.Validation.Schema.Patterns;

/// <summary>
/// Reads regular expressions of ECMA-262 with the flag <c>u</c>, as JSON Schema asks (Core, section 6.4): characters are code
/// points. Beyond the grammar it takes an escaped punctuation mark, and a brace or bracket that closes or repeats nothing, for the
/// character itself, because schemas in the wild have them and they mean nothing else.
/// </summary>
internal sealed class EcmaParser
{
    /// <summary>Deeper than any pattern that a person wrote, and shallow enough for any stack.</summary>
    private const int MostDepth = 100;

    /// <summary>Longer than any pattern that somebody would run.</summary>
    private const int MostChecked = 1 << 20;

    // What stands for a node where a pattern is only looked at: nothing is made of what a sender wrote.
    private static readonly EcmaNode Character = new EcmaNode.Set(CodePointSet.Digits);
    private static readonly EcmaNode Start = new EcmaNode.Start();
    private static readonly EcmaNode End = new EcmaNode.End();
    private static readonly EcmaNode Boundary = new EcmaNode.WordBoundary(false);
    private static readonly EcmaNode Look = new EcmaNode.Look("(?=", Character);

    private readonly string _pattern;
    private readonly bool _onlyChecks;
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<(int Number, string? Name)> _references = [];
    private int _highestReference;
    private int _groups;
    private int _at;
    private int _depth;

    private EcmaParser(string pattern, bool onlyChecks)
    {
        _pattern = pattern;
        _onlyChecks = onlyChecks;
    }

    /// <summary>
    /// Whether a text is a pattern. Takes time in proportion to its length, whoever wrote it, and no memory: neither nodes nor sets are made.
    /// A text of more than 1,048,576 characters is none.
    /// </summary>
    public static bool IsPattern(string text)
    {
        if (text.Length > MostChecked)
            return false;
        try
        {
            new EcmaParser(text, onlyChecks: true).ReadAll();
            return true;
        }
        catch (EcmaSyntaxException)
        {
            return false;
        }
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="EcmaSyntaxException">It is none.</exception>
    public static EcmaNode Parse(string pattern)
    {
        var parser = new EcmaParser(pattern, onlyChecks: false);
        return parser.ResolveNames(parser.ReadAll());
    }

    private EcmaNode ReadAll()
    {
        var node = ReadAlternatives();
        if (_at < _pattern.Length)
            throw Wrong("a group is closed that was not opened");
        if (_highestReference > _groups)
            throw new EcmaSyntaxException($"a reference leads to the group {_highestReference}, which is not there");
        foreach (var (number, name) in _references)
        {
            if (name is not null ? !_names.ContainsKey(name) : number > _groups)
                throw new EcmaSyntaxException($"a reference leads to the group {name ?? number.ToString(CultureInfo.InvariantCulture)}, which is not there");
        }
        return node;
    }

    private EcmaNode ReadAlternatives()
    {
        if (++_depth > MostDepth)
            throw Wrong($"groups are nested more than {MostDepth} deep");
        if (_onlyChecks)
        {
            CheckSequence();
            while (TryTake('|'))
                CheckSequence();
            _depth--;
            return Character;
        }
        List<EcmaNode> choices = [ReadSequence()];
        while (TryTake('|'))
            choices.Add(ReadSequence());
        _depth--;
        return choices.Count == 1 ? choices[0] : new EcmaNode.Alternatives(choices);
    }

    private EcmaNode ReadSequence()
    {
        List<EcmaNode> items = [];
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
            items.Add(ReadTerm());
        return items.Count == 1 ? items[0] : new EcmaNode.Sequence(items);
    }

    private void CheckSequence()
    {
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
            ReadTerm();
    }

    private EcmaNode ReadTerm()
    {
        var atom = ReadAtom();
        if (!TryReadQuantifier(out var least, out var most))
            return atom;
        if (atom is EcmaNode.Look or EcmaNode.Start or EcmaNode.End or EcmaNode.WordBoundary)
            throw Wrong("something is repeated that matches no character");
        var lazy = TryTake('?');
        return _onlyChecks ? Character : new EcmaNode.Repeat(atom, least, most, lazy);
    }

    private bool TryReadQuantifier(out int least, out int most)
    {
        (least, most) = (0, -1);
        if (TryTake('*'))
            return true;
        if (TryTake('+'))
        {
            least = 1;
            return true;
        }
        if (TryTake('?'))
        {
            most = 1;
            return true;
        }
        if (_at >= _pattern.Length || _pattern[_at] != '{')
            return false;
        var start = _at++;
        if (TryReadNumber(out least))
        {
            most = least;
            if (TryTake(',') && !TryReadNumber(out most))
                most = -1;
            if (TryTake('}'))
                return most < 0 || most >= least ? true : throw Wrong("a repetition has its numbers in the wrong order");
        }
        _at = start;
        return false;
    }

    private bool TryReadNumber(out int number)
    {
        number = 0;
        var start = _at;
        while (_at < _pattern.Length && char.IsAsciiDigit(_pattern[_at]))
            number = (int)Math.Min(((long)number * 10) + (_pattern[_at++] - '0'), int.MaxValue);
        return _at > start;
    }

    private EcmaNode ReadAtom()
    {
        var c = _pattern[_at];
        switch (c)
        {
            case '^':
                _at++;
                return Start;
            case '$':
                _at++;
                return End;
            case '.':
                _at++;
                return _onlyChecks ? Character : new EcmaNode.Set(CodePointSet.LineTerminators.Complement());
            case '(':
                return ReadGroup();
            case '[':
                _at++;
                return ReadClass() is { } members ? new EcmaNode.Set(members) : Character;
            case '\\':
                _at++;
                return ReadEscape();
            case '*' or '+' or '?':
                throw Wrong("there is nothing to repeat");
            case '{' when TryReadQuantifier(out _, out _):
                throw Wrong("there is nothing to repeat");
            default:
                var codePoint = TakeCodePoint();
                return _onlyChecks ? Character : new EcmaNode.Set(CodePointSet.Single(codePoint));
        }
    }

    private EcmaNode ReadGroup()
    {
        _at++;
        var number = 0;
        string? look = null;
        if (TryTake("?:"))
        {
        }
        else if (TryTake("?="))
        {
            look = "(?=";
        }
        else if (TryTake("?!"))
        {
            look = "(?!";
        }
        else if (TryTake("?<="))
        {
            look = "(?<=";
        }
        else if (TryTake("?<!"))
        {
            look = "(?<!";
        }
        else if (TryTake("?<"))
        {
            var name = ReadGroupName();
            number = ++_groups;
            if (!_names.TryAdd(name, number))
                throw Wrong($"the group name {name} is used twice");
        }
        else if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            throw Wrong("this kind of group is not known to ECMA-262");
        }
        else
        {
            number = ++_groups;
        }
        var item = ReadAlternatives();
        if (!TryTake(')'))
            throw Wrong("a group is not closed");
        if (_onlyChecks)
            return look is null ? Character : Look;
        return look is null ? new EcmaNode.Group(item, number) : new EcmaNode.Look(look, item);
    }

    private string ReadGroupName()
    {
        var end = _pattern.IndexOf('>', _at);
        if (end <= _at)
            throw Wrong("a group name is empty or not closed");
        var name = _pattern[_at..end];
        if (!(char.IsLetter(name[0]) || name[0] is '_' or '$') || !name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '$'))
            throw Wrong($"\"{name}\" is no name for a group");
        _at = end + 1;
        return name;
    }

    private EcmaNode ReadEscape()
    {
        if (_at >= _pattern.Length)
            throw Wrong("there is nothing behind the last backslash");
        var c = _pattern[_at];
        if (c is 'b' or 'B')
        {
            _at++;
            return _onlyChecks ? Boundary : new EcmaNode.WordBoundary(c == 'B');
        }
        if (c is >= '1' and <= '9')
        {
            TryReadNumber(out var number);
            if (_onlyChecks)
            {
                _highestReference = Math.Max(_highestReference, number);
                return Character;
            }
            _references.Add((number, null));
            return new EcmaNode.BackReference(number);
        }
        if (c == 'k')
        {
            _at++;
            if (!TryTake('<'))
                throw Wrong("\\k needs the name of a group");
            var name = ReadGroupName();
            _references.Add((-_references.Count - 1, name));
            return new EcmaNode.BackReference(_references[^1].Number);
        }
        if (TryReadClassEscape() is { } set)
            return _onlyChecks ? Character : new EcmaNode.Set(set);
        var escaped = ReadCharacterEscape(inClass: false);
        return _onlyChecks ? Character : new EcmaNode.Set(CodePointSet.Single(escaped));
    }

    private CodePointSet? TryReadClassEscape()
    {
        var c = _pattern[_at];
        CodePointSet? set = c switch
        {
            'd' or 'D' => CodePointSet.Digits,
            'w' or 'W' => CodePointSet.WordCharacters,
            's' or 'S' => CodePointSet.WhiteSpace,
            _ => null,
        };
        if (set is not null)
        {
            _at++;
        }
        else if (c is 'p' or 'P')
        {
            _at++;
            if (!TryTake('{') || _pattern.IndexOf('}', _at) is var end && end < 0)
                throw Wrong("\\p needs a property in braces");
            var name = _pattern[_at..end];
            _at = end + 1;
            if (_onlyChecks && UnicodeProperties.IsKnown(name))
                return CodePointSet.Digits;
            set = UnicodeProperties.Find(name) ?? throw Wrong($"the Unicode property {name} is not known; general categories such as L, Lu, Nd are");
        }
        return set is null || _onlyChecks || char.IsLower(c) ? set : set.Complement();
    }

    private int ReadCharacterEscape(bool inClass)
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return '\v';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case 'b' when inClass:
                return '\b';
            case '0' when _at >= _pattern.Length || !char.IsAsciiDigit(_pattern[_at]):
                return 0;
            case 'c' when _at < _pattern.Length && char.IsAsciiLetter(_pattern[_at]):
                return _pattern[_at++] % 32;
            case 'x':
                return ReadHex(2);
            case 'u':
                return ReadUnicodeEscape();
            default:
                if (char.IsLetterOrDigit(c))
                    throw Wrong($"\\{c} means nothing in ECMA-262");
                _at--;
                return TakeCodePoint();
        }
    }

    private int ReadUnicodeEscape()
    {
        if (TryTake('{'))
        {
            var end = _pattern.IndexOf('}', _at);
            if (end <= _at || !int.TryParse(_pattern.AsSpan(_at, end - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var codePoint)
                || (uint)codePoint > CodePointSet.Most)
                throw Wrong("\\u{…} holds no code point");
            _at = end + 1;
            return codePoint;
        }
        var unit = ReadHex(4);
        if (char.IsHighSurrogate((char)unit) && _at + 6 <= _pattern.Length && _pattern[_at] == '\\' && _pattern[_at + 1] == 'u')
        {
            var before = _at;
            _at += 2;
            var low = _pattern[_at] == '{' ? 0 : ReadHex(4);
            if (char.IsLowSurrogate((char)low))
                return char.ConvertToUtf32((char)unit, (char)low);
            _at = before;
        }
        return unit;
    }

    private int ReadHex(int digits)
    {
        if (_at + digits > _pattern.Length || !int.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Wrong($"an escape needs {digits} hexadecimal digits");
        _at += digits;
        return value;
    }

    /// <summary>The members of a class; nothing where they are only looked at.</summary>
    private CodePointSet? ReadClass()
    {
        var negated = TryTake('^');
        List<(int First, int Last)>? ranges = _onlyChecks ? null : [];
        while (true)
        {
            if (_at >= _pattern.Length)
                throw Wrong("a class is not closed");
            if (TryTake(']'))
                break;
            var (set, first) = ReadClassAtom();
            if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                _at++;
                var (otherSet, last) = ReadClassAtom();
                if (set is not null || otherSet is not null)
                    throw Wrong("a range has a class at one end");
                if (last < first)
                    throw Wrong("a range has its ends in the wrong order");
                ranges?.Add((first, last));
            }
            else if (set is not null)
            {
                ranges?.AddRange(set.Ranges);
            }
            else
            {
                ranges?.Add((first, first));
            }
        }
        if (ranges is null)
            return null;
        var members = CodePointSet.Of(ranges);
        return negated ? members.Complement() : members;
    }

    private (CodePointSet? Set, int CodePoint) ReadClassAtom()
    {
        if (_pattern[_at] != '\\')
            return (null, TakeCodePoint());
        _at++;
        if (_at >= _pattern.Length)
            throw Wrong("there is nothing behind the last backslash");
        return TryReadClassEscape() is { } set ? (set, 0) : (null, ReadCharacterEscape(inClass: true));
    }

    private int TakeCodePoint()
    {
        if (Rune.TryGetRuneAt(_pattern, _at, out var rune))
        {
            _at += rune.Utf16SequenceLength;
            return rune.Value;
        }
        return _pattern[_at++];
    }

    private bool TryTake(char c)
    {
        if (_at >= _pattern.Length || _pattern[_at] != c)
            return false;
        _at++;
        return true;
    }

    private bool TryTake(string text)
    {
        if (string.CompareOrdinal(_pattern, _at, text, 0, text.Length) != 0)
            return false;
        _at += text.Length;
        return true;
    }

    /// <summary>A reference by name may stand before its group, so names become numbers at the end.</summary>
    private EcmaNode ResolveNames(EcmaNode node) => node switch
    {
        EcmaNode.BackReference { Number: < 0 } reference =>
            new EcmaNode.BackReference(_names[_references[-reference.Number - 1].Name!]),
        EcmaNode.Sequence sequence => new EcmaNode.Sequence([.. sequence.Items.Select(ResolveNames)]),
        EcmaNode.Alternatives alternatives => new EcmaNode.Alternatives([.. alternatives.Choices.Select(ResolveNames)]),
        EcmaNode.Repeat repeat => repeat with { Item = ResolveNames(repeat.Item) },
        EcmaNode.Group group => group with { Item = ResolveNames(group.Item) },
        EcmaNode.Look look => look with { Item = ResolveNames(look.Item) },
        _ => node,
    };

    private EcmaSyntaxException Wrong(string what) => new($"{what} (at character {_at})");
}
