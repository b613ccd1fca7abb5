using FsCheck;
using FsCheck.Fluent;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Tests.Versions;

/// <summary>Ranges as their documentation words them, judged without any interval: the model beside which the parser is tested.</summary>
/// <param name="Text">How it is written.</param>
/// <param name="Holds">Whether the numbers and the precedence of a version fit.</param>
/// <param name="Named">The pre-releases that it names.</param>
internal sealed record NaiveComparator(string Text, Func<SemanticVersion, bool> Holds, params SemanticVersion[] Named);

/// <summary>Comparators that must all hold.</summary>
internal sealed record NaiveRange(IReadOnlyList<NaiveComparator> Comparators)
{
    public string Text => string.Join(' ', Comparators.Select(comparator => comparator.Text));

    public bool Contains(SemanticVersion version) =>
        Comparators.All(comparator => comparator.Holds(version))
        && (!version.IsPrerelease || Comparators.Any(comparator => comparator.Named.Any(named =>
            named.IsPrerelease && (named.Major, named.Minor, named.Patch) == (version.Major, version.Minor, version.Patch))));

    public static Gen<NaiveRange> Alternatives { get; } = Gen.OneOf(
        from comparators in Gen.NonEmptyListOf(Gen.OneOf(Whole(), Partial())) select new NaiveRange([.. comparators.Take(3)]),
        from hyphen in Hyphens() select new NaiveRange([hyphen]));

    private static Gen<NaiveComparator> Whole() =>
        from text in Samples.Versions
        from comparator in Gen.Elements("", "=", ">", ">=", "<", "<=", "^", "~", "~>", ">= ", "^v")
        select OfWhole(comparator, SemanticVersion.Parse(text), comparator + text);

    private static NaiveComparator OfWhole(string comparator, SemanticVersion bound, string text) => comparator.Trim() switch
    {
        "" or "=" => new(text, version => version.CompareTo(bound) == 0, bound),
        ">" => new(text, version => version.CompareTo(bound) > 0, bound),
        ">=" => new(text, version => version.CompareTo(bound) >= 0, bound),
        "<" => new(text, version => version.CompareTo(bound) < 0, bound),
        "<=" => new(text, version => version.CompareTo(bound) <= 0, bound),
        "~" or "~>" => new(text, version => version.CompareTo(bound) >= 0 && (version.Major, version.Minor) == (bound.Major, bound.Minor), bound),
        // A caret lets everything change but the first number that is not zero.
        _ when bound.Major > 0 => new(text, version => version.CompareTo(bound) >= 0 && version.Major == bound.Major, bound),
        _ when bound.Minor > 0 => new(text, version => version.CompareTo(bound) >= 0 && (version.Major, version.Minor) == (0, bound.Minor), bound),
        _ => new(text, version => version.CompareTo(bound) >= 0 && (version.Major, version.Minor, version.Patch) == (0, 0, bound.Patch), bound),
    };

    /// <summary>What is not whole names no pre-release, so only releases are asked here; those of others' are judged by their numbers alone.</summary>
    private static Gen<NaiveComparator> Partial() =>
        from numbers in Gen.Elements<int[]>([], [0], [1], [2], [0, 0], [0, 1], [1, 0], [1, 2], [2, 3])
        from wildcards in Gen.Choose(numbers.Length == 0 ? 1 : 0, 3 - numbers.Length)
        from wildcard in Gen.Elements("x", "X", "*")
        from comparator in Gen.Elements("", "=", ">", ">=", "<", "<=", "^", "~")
        select OfPartial(comparator, numbers, comparator + string.Join('.', [.. numbers.Select(number => $"{number}"), .. Enumerable.Repeat(wildcard, wildcards)]));

    private static NaiveComparator OfPartial(string comparator, int[] numbers, string text) => comparator switch
    {
        ">" => new(text, version => Compare(version, numbers) > 0),
        ">=" => new(text, version => Compare(version, numbers) > 0 || IsFrom(version, numbers)),
        "<" => new(text, version => Compare(version, numbers) < 0),
        "<=" => new(text, version => Compare(version, numbers) <= 0),
        "^" when numbers is [0, _] => new(text, version => Compare(version, numbers) == 0 && IsFrom(version, numbers)),
        "^" when numbers is [var major, _] => new(text, version => version.Major == major && (Compare(version, numbers) > 0 || IsFrom(version, numbers))),
        _ => new(text, version => Compare(version, numbers) == 0 && IsFrom(version, numbers)),
    };

    private static Gen<NaiveComparator> Hyphens() =>
        from low in Gen.Elements<int[]>([], [0], [1], [0, 1], [1, 2])
        from high in Gen.Elements<int[]>([], [1], [2], [0, 2], [1, 2], [2, 1])
        from hyphen in Gen.Elements(" - ", "  -\t")
        select new NaiveComparator(
            $"{Write(low)}{hyphen}{Write(high)}",
            version => (Compare(version, low) > 0 || IsFrom(version, low)) && Compare(version, high) <= 0);

    private static string Write(int[] numbers) => numbers is [] ? "*" : string.Join('.', numbers);

    /// <summary>The version's numbers against as many as are given.</summary>
    private static int Compare(SemanticVersion version, int[] numbers)
    {
        long[] own = [version.Major, version.Minor, version.Patch];
        return own.Zip(numbers).Select(pair => pair.First.CompareTo(pair.Second)).FirstOrDefault(order => order != 0);
    }

    /// <summary>Whether a version with these first numbers is not before the release that they begin with: 1.2.0-a is before 1.2.</summary>
    private static bool IsFrom(SemanticVersion version, int[] numbers) =>
        Compare(version, numbers) == 0
        && (numbers.Length == 0
            || version.CompareTo(SemanticVersion.Parse($"{numbers[0]}.{numbers.ElementAtOrDefault(1)}.{numbers.ElementAtOrDefault(2)}")) >= 0);
}
