using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Versions;
using Platform.Testing;

namespace Platform.Plugins.Tests.Versions;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-0 1.3.0-beta")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2")]
    [InlineData("^0.0.3", "0.0.3", "0.0.4 0.0.2")]
    [InlineData("^0.x", "0.0.0 0.9.9", "1.0.0")]
    [InlineData("^0.0", "0.0.0 0.0.9", "0.1.0")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2")]
    [InlineData("~1", "1.0.0 1.9.9", "2.0.0 0.9.9")]
    [InlineData("1.2", "1.2.0 1.2.9", "1.3.0 1.1.9")]
    [InlineData("1.2.3", "1.2.3 1.2.3+build", "1.2.4 1.2.3-0")]
    [InlineData(">1.2", "1.3.0 9.0.0", "1.2.9 1.3.0-0")]
    [InlineData("<=1.2", "1.2.9 0.0.0", "1.3.0 1.3.0-0")]
    [InlineData("<1.2", "1.1.9", "1.2.0 1.2.0-0")]
    [InlineData(">=1.2.0-beta.2 <2", "1.2.0-beta.2 1.2.0-rc 1.2.0 1.9.9", "1.2.0-beta.1 1.3.0-beta 2.0.0")]
    [InlineData(">=1.0.0 <=1.4.0-rc >=1.2.0", "1.2.0 1.4.0-beta", "1.4.0 1.3.0-beta 1.1.0")]
    [InlineData("1.2 - 1.4", "1.2.0 1.4.9", "1.1.9 1.5.0 1.5.0-0")]
    [InlineData("1.2.3 - 1.4.5", "1.2.3 1.4.5", "1.2.2 1.4.6")]
    [InlineData("* - 1", "0.0.0 1.9.9", "2.0.0")]
    [InlineData("1.x || >=3 <4 || 7.0.0-a", "1.5.0 3.2.1 7.0.0-a", "2.0.0 4.0.0 7.0.0 7.0.0-b")]
    [InlineData("", "0.0.0 9.9.9", "1.0.0-a")]
    [InlineData(">*", "", "0.0.0 1.0.0 0.0.0-0")]
    [InlineData(">2 <1", "", "1.5.0 0.1.0 3.0.0")]
    [InlineData("9007199254740991", "9007199254740991.0.0", "1.0.0")]
    public void A_range_contains_what_its_grammar_says(string text, string inside, string outside)
    {
        var range = VersionRange.Parse(text);

        Assert.Equal(text, range.ToString());
        Assert.All(inside.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.True(range.Contains(SemanticVersion.Parse(version)), version));
        Assert.All(outside.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.False(range.Contains(SemanticVersion.Parse(version)), version));
    }

    [Theory]
    [InlineData("blue", "a number is missing, at character 1")]
    [InlineData("^", "a number is missing, at character 2")]
    [InlineData("^^1", "a number is missing, at character 2")]
    [InlineData(">=1.2 <", "a number is missing, at character 8")]
    [InlineData("=>1.2", "a number is missing, at character 2")]
    [InlineData("1.x.3", "behind a wildcard there are only wildcards, at character 5")]
    [InlineData("1.2.x-beta", "a pre-release needs three numbers before it, at character 11")]
    [InlineData("1.2-beta", "a space is missing between comparators, or this cannot be part of a version, at character 4")]
    [InlineData("1.2.3.4", "a space is missing between comparators, or this cannot be part of a version, at character 6")]
    [InlineData(">=1<2", "a space is missing between comparators, or this cannot be part of a version, at character 4")]
    [InlineData("1.2.3 -2.0.0", "a space is needed on both sides of the hyphen, at character 8")]
    [InlineData(">=1.2.3 - 2.0.0", "from - to stands alone, without operators, at character 9")]
    [InlineData("1 2 - 3", "from - to stands alone, without operators, at character 5")]
    [InlineData("1 - 2 3", "from - to stands alone, without other comparators, at character 7")]
    [InlineData("1 - 2 - 3", "from - to stands alone, without other comparators, at character 7")]
    [InlineData("1 | 2", "a comparator, or || before another alternative, is expected, at character 3")]
    [InlineData("1 ||| 2", "a comparator, or || before another alternative, is expected, at character 5")]
    [InlineData("01", "numbers have no leading zeros, at character 1")]
    [InlineData("1,2", "a space is missing between comparators, or this cannot be part of a version, at character 2")]
    [InlineData("[1.0,2.0)", "a number is missing, at character 1")]
    [InlineData("1\u00a0", "a space is missing between comparators, or this cannot be part of a version, at character 2")]
    public void What_is_no_range_is_refused_with_the_place_and_the_reason(string text, string reason)
    {
        Assert.False(VersionRange.TryParse(text, out _));
        var message = Assert.Throws<FormatException>(() => VersionRange.Parse(text)).Message;
        Assert.EndsWith($"is not a range of versions: {reason}. Write it as ^1.2, ~1.2.3, 1.x or >=1.2 <3.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_without_end_are_refused()
    {
        Assert.True(VersionRange.TryParse(string.Join("||", Enumerable.Repeat("1", 64)), out _));
        Assert.Contains("at most 64 comparators", Refusal(string.Join("||", Enumerable.Repeat("1", 65))), StringComparison.Ordinal);
        Assert.Contains("at most 1024 characters", Refusal(new string(' ', 1025)), StringComparison.Ordinal);

        static string Refusal(string text) => Assert.Throws<FormatException>(() => VersionRange.Parse(text)).Message;
    }

    [Fact]
    [AllocationTestOf(typeof(VersionRange), nameof(VersionRange.Contains))]
    [AllocationTestOf(typeof(SemanticVersion), nameof(SemanticVersion.CompareTo))]
    public void Matching_and_comparing_allocate_nothing_whatever_the_answer()
    {
        var range = VersionRange.Parse("^1.2.0-beta.2 || 3.x || 5 - 7");
        SemanticVersion[] versions = [.. new[] { "1.2.0-beta.11", "1.2.0-beta.1", "1.5.0", "3.0.0", "4.1.0", "7.9.9", "6.0.0-a" }.Select(SemanticVersion.Parse)];

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            foreach (var version in versions)
            {
                range.Contains(version);
                version.CompareTo(versions[0]);
            }
        });
    }

    [Property(MaxTest = 5_000)]
    public Property A_range_contains_what_its_comparators_mean_one_by_one() =>
        Prop.ForAll(
            (from alternatives in Gen.NonEmptyListOf(NaiveRange.Alternatives) from version in Samples.Versions select (alternatives.Take(3).ToList(), version)).ToArbitrary(),
            sample =>
            {
                var (alternatives, version) = sample;
                var text = string.Join(" || ", alternatives.Select(alternative => alternative.Text));
                var expected = alternatives.Any(alternative => alternative.Contains(SemanticVersion.Parse(version)));
                return (VersionRange.Parse(text).Contains(SemanticVersion.Parse(version)) == expected).Label($"{version} in {text}: {expected}");
            });

    [Property(MaxTest = 2_000)]
    public Property With_prereleases_a_range_contains_no_less(string? noise) =>
        Prop.ForAll((from alternative in NaiveRange.Alternatives from version in Samples.Versions select (alternative.Text, version)).ToArbitrary(), sample =>
        {
            var version = SemanticVersion.Parse(sample.version);
            var narrow = VersionRange.Parse(sample.Text).Contains(version);
            var wide = VersionRange.Parse(sample.Text, includePrerelease: true).Contains(version);
            return (version.IsPrerelease ? !narrow || wide : narrow == wide).Label($"{version} in {sample.Text}: {narrow}, {wide}")
                .And(!VersionRange.TryParse(noise + "!", out _));
        });

    /// <summary>Numbers around those that are compared as one: nothing changes there.</summary>
    [Fact]
    public void Large_numbers_are_compared_as_small_ones_are()
    {
        long[] numbers = [0, 1, 2_097_149, 2_097_150, 2_097_151, 2_097_152, 9_007_199_254_740_991];
        var versions = (from major in numbers from minor in numbers from patch in numbers from tail in new[] { "", "-rc.1" } select SemanticVersion.Parse($"{major}.{minor}.{patch}{tail}")).ToList();
        foreach (var bound in versions.Where((_, i) => i % 7 == 0))
        {
            foreach (var (comparator, holds) in new (string, Func<int, bool>)[] { (">", o => o > 0), (">=", o => o >= 0), ("<", o => o < 0), ("<=", o => o <= 0), ("=", o => o == 0) })
            {
                var range = VersionRange.Parse(comparator + bound, includePrerelease: true);
                Assert.All(versions, version => Assert.Equal(holds(version.CompareTo(bound)), range.Contains(version)));
            }
        }
    }
}
