namespace Platform.Plugins.Versions;

/// <summary>Reads npm's grammar of ranges, and turns each comparator into the bounds that npm gives it.</summary>
internal ref struct VersionRangeParser(ReadOnlySpan<char> text, bool includePrerelease)
{
    private const int MostComparators = 64;

    private readonly int _length = text.Length;
    private VersionScanner _scanner = new(text);
    private int _comparators;

    public readonly int Position => _scanner.Position;

    public readonly string? Fault => _scanner.Fault;

    /// <summary>The alternatives, or nothing after a fault.</summary>
    public VersionInterval[]? Parse()
    {
        if (_length > VersionRange.MaxLength)
        {
            _scanner.Fail($"a range has at most {VersionRange.MaxLength} characters");
            return null;
        }
        var alternatives = new List<VersionInterval>();
        do
        {
            var interval = new VersionInterval();
            if (!TryAlternative(interval))
                return null;
            alternatives.Add(interval);
        }
        while (TrySkipOr());
        return _scanner.AtEnd ? [.. alternatives] : null;
    }

    private bool TrySkipOr()
    {
        if (_scanner.AtEnd)
            return false;
        if (!_scanner.Rest.StartsWith("||", StringComparison.Ordinal))
            return _scanner.Fail("a comparator, or || before another alternative, is expected");
        _scanner.Skip(2);
        return true;
    }

    private bool TryAlternative(VersionInterval interval)
    {
        _scanner.SkipSpace();
        for (var isFirst = true; !_scanner.AtEnd && _scanner.Next != '|'; isFirst = false)
        {
            if (++_comparators > MostComparators)
                return _scanner.Fail($"a range has at most {MostComparators} comparators");
            var comparator = ReadOperator();
            _scanner.SkipSpace();
            if (!TryPartial(out var version))
                return false;
            var spaces = _scanner.SkipSpace();
            if (spaces > 0 && _scanner.Next == '-')
            {
                if (!isFirst || comparator != Comparator.None)
                    return _scanner.Fail("from - to stands alone, without operators");
                return TryHyphen(version, interval);
            }
            Add(comparator, version, interval);
            if (spaces == 0 && !_scanner.AtEnd && _scanner.Next != '|')
                return _scanner.Fail("a space is missing between comparators, or this cannot be part of a version");
        }
        return true;
    }

    private bool TryHyphen(PartialVersion from, VersionInterval interval)
    {
        _scanner.Skip(1);
        if (_scanner.SkipSpace() == 0)
            return _scanner.Fail("a space is needed on both sides of the hyphen");
        if (!TryPartial(out var to))
            return false;
        _scanner.SkipSpace();
        if (!_scanner.AtEnd && _scanner.Next != '|')
            return _scanner.Fail("from - to stands alone, without other comparators");
        if (from.Numbers > 0)
            interval.AtLeast(from.First(includePrerelease), included: true);
        if (to.IsWhole && (!includePrerelease || !to.Prerelease.IsEmpty))
            interval.AtMost(to.Floor, included: true);
        else if (to.Numbers > 0)
            interval.AtMost(to.Raised(to.Numbers), included: false);
        return true;
    }

    private Comparator ReadOperator()
    {
        var rest = _scanner.Rest;
        var (comparator, length) = rest switch
        {
            ['>', '=', ..] => (Comparator.AtLeast, 2),
            ['<', '=', ..] => (Comparator.AtMost, 2),
            ['~', '>', ..] => (Comparator.Tilde, 2),
            ['>', ..] => (Comparator.Above, 1),
            ['<', ..] => (Comparator.Below, 1),
            ['=', ..] => (Comparator.Exactly, 1),
            ['~', ..] => (Comparator.Tilde, 1),
            ['^', ..] => (Comparator.Caret, 1),
            _ => (Comparator.None, 0),
        };
        _scanner.Skip(length);
        return comparator;
    }

    private bool TryPartial(out PartialVersion version)
    {
        version = default;
        _scanner.Skip('v');
        Span<long> numbers = stackalloc long[3];
        var (count, part) = (0, 0);
        do
        {
            if (_scanner.Next is 'x' or 'X' or '*')
            {
                _scanner.Skip(1);
            }
            else if (count < part)
            {
                return _scanner.Fail("behind a wildcard there are only wildcards");
            }
            else if (_scanner.TryNumber(out numbers[part]))
            {
                count++;
            }
            else
            {
                return false;
            }
        }
        while (++part < 3 && _scanner.Skip('.'));
        var prerelease = default(ReadOnlySpan<char>);
        if (part == 3 && !_scanner.TrySuffix(out prerelease, out _))
            return false;
        if (count < 3 && !prerelease.IsEmpty)
            return _scanner.Fail("a pre-release needs three numbers before it");
        version = new PartialVersion(count, numbers[0], numbers[1], numbers[2], prerelease);
        return true;
    }

    private readonly void Add(Comparator comparator, PartialVersion version, VersionInterval interval)
    {
        if (version.Numbers == 0)
        {
            // Nothing is above or below all versions.
            if (comparator is Comparator.Above or Comparator.Below)
                interval.AtMost(version.BelowAll, included: false);
            return;
        }
        switch (comparator)
        {
            case Comparator.AtLeast:
                interval.AtLeast(version.FirstIfPartial(includePrerelease), included: true);
                break;
            case Comparator.Above when version.IsWhole:
                interval.AtLeast(version.Floor, included: false);
                break;
            case Comparator.Above:
                interval.AtLeast(includePrerelease ? version.Raised(version.Numbers) : version.RaisedRelease(version.Numbers), included: true);
                break;
            case Comparator.AtMost when version.IsWhole:
                interval.AtMost(version.Floor, included: true);
                break;
            case Comparator.AtMost:
                interval.AtMost(version.Raised(version.Numbers), included: false);
                break;
            case Comparator.Below:
                interval.AtMost(version.IsWhole ? version.Floor : version.BelowAll, included: false);
                break;
            case Comparator.Caret:
                interval.AtLeast(version.FirstIfPartial(includePrerelease), included: true);
                interval.AtMost(version.Raised(version.HeldByCaret), included: false);
                break;
            case Comparator.Tilde:
                interval.AtLeast(version.FirstIfPartial(includePrerelease), included: true);
                interval.AtMost(version.Raised(Math.Min(version.Numbers, 2)), included: false);
                break;
            case Comparator.None or Comparator.Exactly when version.IsWhole:
                interval.AtLeast(version.Floor, included: true);
                interval.AtMost(version.Floor, included: true);
                break;
            default:
                interval.AtLeast(version.First(includePrerelease), included: true);
                interval.AtMost(version.Raised(version.Numbers), included: false);
                break;
        }
    }

    private enum Comparator
    {
        None,
        Exactly,
        Above,
        AtLeast,
        Below,
        AtMost,
        Caret,
        Tilde,
    }
}
