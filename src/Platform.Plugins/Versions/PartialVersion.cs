namespace Platform.Plugins.Versions;

/// <summary>
/// A version of a range, of which numbers may be left out or be wildcards, from the right: <c>1.2.3-beta</c>, <c>1.2</c>, <c>1.x</c>, <c>*</c>.
/// </summary>
internal readonly ref struct PartialVersion(int numbers, long major, long minor, long patch, ReadOnlySpan<char> prerelease)
{
    /// <summary>The lowest of all versions of some numbers: <c>1.2.3-0</c>.</summary>
    private const string Lowest = "0";

    /// <summary>How many numbers there are, 0 to 3.</summary>
    public int Numbers { get; } = numbers;

    public bool IsWhole => Numbers == 3;

    public ReadOnlySpan<char> Prerelease { get; } = prerelease;

    /// <summary>The version itself, with zeros for what is left out.</summary>
    public SemanticVersion Floor => SemanticVersion.Of(major, minor, patch, Prerelease.ToString());

    /// <summary>Where the versions begin that the numbers stand for: with the pre-releases, if those count.</summary>
    public SemanticVersion First(bool includePrerelease) => includePrerelease && Prerelease.IsEmpty ? LowestOf(major, minor, patch) : Floor;

    /// <summary>The same of what is not whole; a whole version is itself.</summary>
    public SemanticVersion FirstIfPartial(bool includePrerelease) => First(includePrerelease && !IsWhole);

    /// <summary>
    /// The first version, with its pre-releases, in which one of the first numbers is raised: 1 for the major, 2 for the minor, 3 for the patch.
    /// </summary>
    public SemanticVersion Raised(int number) => number switch
    {
        1 => LowestOf(major + 1, 0, 0),
        2 => LowestOf(major, minor + 1, 0),
        _ => LowestOf(major, minor, patch + 1),
    };

    /// <summary>The same without its pre-releases.</summary>
    public SemanticVersion RaisedRelease(int number) => number == 1 ? SemanticVersion.Of(major + 1, 0, 0) : SemanticVersion.Of(major, minor + 1, 0);

    /// <summary>Which number a caret holds: the first that is not zero, or else the last one that is there.</summary>
    public int HeldByCaret => major > 0 || Numbers == 1 ? 1 : minor > 0 || Numbers == 2 ? 2 : 3;

    /// <summary>The version below all others of its numbers.</summary>
    public SemanticVersion BelowAll => LowestOf(major, minor, patch);

    private static SemanticVersion LowestOf(long major, long minor, long patch) => SemanticVersion.Of(major, minor, patch, Lowest);
}
