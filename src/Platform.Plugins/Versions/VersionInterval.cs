namespace Platform.Plugins.Versions;

/// <summary>The comparators of one alternative of a range, folded into the interval in which all of them hold.</summary>
internal sealed class VersionInterval
{
    private SemanticVersion? _lower;
    private SemanticVersion? _upper;
    private bool _includesLower;
    private bool _includesUpper;
    private SemanticVersion[] _prereleases = [];
    private ulong _firstPacked = 1;
    private ulong _packedSpan = ulong.MaxValue - 1;
    private bool _isPacked = true;

    public void AtLeast(SemanticVersion version, bool included)
    {
        Remember(version);
        var order = _lower is null ? 1 : version.CompareTo(_lower);
        if (order > 0 || (order == 0 && !included))
            (_lower, _includesLower) = (version, included);
        Pack();
    }

    public void AtMost(SemanticVersion version, bool included)
    {
        Remember(version);
        var order = _upper is null ? -1 : version.CompareTo(_upper);
        if (order < 0 || (order == 0 && !included))
            (_upper, _includesUpper) = (version, included);
        Pack();
    }

    public bool Contains(SemanticVersion version, bool includePrerelease) =>
        // A release between two bounds is one subtraction and one comparison; what is below the first wraps to beyond the span.
        _isPacked && version.Packed != 0 ? version.Packed - _firstPacked <= _packedSpan : ContainsByPrecedence(version, includePrerelease);

    /// <summary>The interval of releases with small numbers, as <see cref="SemanticVersion.Packed"/> writes them.</summary>
    public bool TryPack(out ulong first, out ulong span)
    {
        (first, span) = (_firstPacked, _packedSpan);
        return _isPacked;
    }

    private bool ContainsByPrecedence(SemanticVersion version, bool includePrerelease)
    {
        if (_lower is not null)
        {
            var order = version.CompareTo(_lower);
            if (order < 0 || (order == 0 && !_includesLower))
                return false;
        }
        if (_upper is not null)
        {
            var order = version.CompareTo(_upper);
            if (order > 0 || (order == 0 && !_includesUpper))
                return false;
        }
        return includePrerelease || !version.IsPrerelease || Names(version);
    }

    private void Pack()
    {
        _isPacked = _lower is not { IsPackable: false } && _upper is not { IsPackable: false };
        if (!_isPacked)
            return;
        // The release of the numbers of a pre-release lies above it.
        var first = _lower is null ? 1 : _lower.IsPrerelease ? _lower.PackedRelease : _lower.Packed + (_includesLower ? 0UL : 1);
        var last = _upper is null ? ulong.MaxValue : _upper.PackedRelease - (_upper.IsPrerelease || !_includesUpper ? 1UL : 0);
        (_firstPacked, _packedSpan) = first <= last ? (first, last - first) : (ulong.MaxValue, 0);
    }

    /// <summary>A comparator counts here also when a tighter one took its place in the interval: npm asks them all.</summary>
    private void Remember(SemanticVersion version)
    {
        if (version.IsPrerelease)
            _prereleases = [.. _prereleases, version];
    }

    private bool Names(SemanticVersion version)
    {
        foreach (var prerelease in _prereleases)
        {
            if (prerelease.HasNumbersOf(version))
                return true;
        }
        return false;
    }
}
