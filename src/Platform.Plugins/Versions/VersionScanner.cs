namespace Platform.Plugins.Versions;

/// <summary>Reads the parts of which versions and ranges are made, and keeps the first fault and its place.</summary>
internal ref struct VersionScanner(ReadOnlySpan<char> text)
{
    /// <summary>The largest number that JavaScript's double holds exactly: what npm accepts, so that a version means the same to both.</summary>
    public const long MaxNumber = 9_007_199_254_740_991;

    private readonly ReadOnlySpan<char> _text = text;

    public int Position { get; private set; }

    public string? Fault { get; private set; }

    public readonly bool AtEnd => Position == _text.Length;

    public readonly char Next => Position < _text.Length ? _text[Position] : '\0';

    public readonly bool NextIsDigit => char.IsAsciiDigit(Next);

    public readonly ReadOnlySpan<char> Rest => _text[Position..];

    public void Skip(int characters) => Position += characters;

    public bool Skip(char expected)
    {
        if (Next != expected || AtEnd)
            return false;
        Position++;
        return true;
    }

    /// <summary>Skips spaces and tabs.</summary>
    public int SkipSpace()
    {
        var from = Position;
        while (Next is ' ' or '\t')
            Position++;
        return Position - from;
    }

    public bool Fail(string fault)
    {
        Fault ??= fault;
        return false;
    }

    /// <summary>A number without leading zeros (Semantic Versioning 2.0.0, item 2).</summary>
    public bool TryNumber(out long number)
    {
        number = 0;
        var from = Position;
        for (; NextIsDigit; Position++)
        {
            var digit = Next - '0';
            if (number > (MaxNumber - digit) / 10)
                return Fail($"numbers go up to {MaxNumber}");
            number = number * 10 + digit;
        }
        if (Position == from)
            return Fail("a number is missing");
        if (_text[from] == '0' && Position - from > 1)
        {
            Position = from;
            return Fail("numbers have no leading zeros");
        }
        return true;
    }

    /// <summary>Identifiers between full stops (items 9 and 10): letters, digits and hyphens; numbers of a pre-release without leading zeros.</summary>
    public bool TryIdentifiers(bool areOfPrerelease, out ReadOnlySpan<char> identifiers)
    {
        identifiers = default;
        var from = Position;
        do
        {
            var start = Position;
            var isNumber = true;
            for (; char.IsAsciiLetterOrDigit(Next) || Next == '-'; Position++)
                isNumber &= NextIsDigit;
            if (Position == start)
                return Fail("an identifier of letters, digits and hyphens is missing");
            if (areOfPrerelease && isNumber && Position - start > 1 && _text[start] == '0')
            {
                Position = start;
                return Fail("numbers have no leading zeros");
            }
        }
        while (Skip('.'));
        identifiers = _text[from..Position];
        return true;
    }

    /// <summary>What may follow the third number: a pre-release, and what tells builds apart.</summary>
    public bool TrySuffix(out ReadOnlySpan<char> prerelease, out ReadOnlySpan<char> build)
    {
        prerelease = build = default;
        return (!Skip('-') || TryIdentifiers(areOfPrerelease: true, out prerelease)) && (!Skip('+') || TryIdentifiers(areOfPrerelease: false, out build));
    }
}
