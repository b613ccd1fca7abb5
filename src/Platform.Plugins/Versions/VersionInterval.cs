namespace Platform.Plugins.Versions;

/// <summary>The comparators of one alternative of a range, folded into the interval in which all of them hold.</summary>
internal sealed class VersionInterval
{
    private SemanticVersion? _lower;
    private SemanticVersion? _upper;
    private bool _includesLower;
    private bool _includesUpper;
    private SemanticVersion[] _prereleases = [];

    public void AtLeast(SemanticVersion version, bool included)
    {
        Remember(version);
        var order = _lower is null ? 1 : version.CompareTo(_lower);
        if (order > 0 || (order == 0 && !included))
            (_lower, _includesLower) = (version, included);
    }

    public void AtMost(SemanticVersion version, bool included)
    {
        Remember(version);
        var order = _upper is null ? -1 : version.CompareTo(_upper);
        if (order < 0 || (order == 0 && !included))
            (_upper, _includesUpper) = (version, included);
    }

    public bool Contains(SemanticVersion version, bool includePrerelease)
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
