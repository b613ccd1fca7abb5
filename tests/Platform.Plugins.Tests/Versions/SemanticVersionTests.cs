using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Tests.Versions;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("0.0.0")]
    [InlineData("1.2.3")]
    [InlineData("9007199254740991.0.9007199254740991")]
    [InlineData("1.0.0-alpha")]
    [InlineData("1.0.0-alpha.1")]
    [InlineData("1.0.0-0.3.7")]
    [InlineData("1.0.0-x-y-z.--")]
    [InlineData("1.0.0-123456789012345678901234567890")]
    [InlineData("1.0.0+001")]
    [InlineData("1.0.0-beta+exp.sha.5114f85")]
    [InlineData("1.0.0-0a.00b")]
    public void A_version_is_read_and_written_as_it_was(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out var version));
        Assert.Equal(text, version.ToString());
        Assert.Equal(text, SemanticVersion.Parse(text).ToString());
    }

    [Theory]
    [InlineData("", "a number is missing, at character 1")]
    [InlineData("1", "three numbers are needed, with full stops between them, at character 2")]
    [InlineData("1.2", "three numbers are needed, with full stops between them, at character 4")]
    [InlineData("1.2.", "a number is missing, at character 5")]
    [InlineData("1.2.3.4", "nothing may follow, at character 6")]
    [InlineData("v1.2.3", "a number is missing, at character 1")]
    [InlineData(" 1.2.3", "a number is missing, at character 1")]
    [InlineData("1.2.3 ", "nothing may follow, at character 6")]
    [InlineData("01.2.3", "numbers have no leading zeros, at character 1")]
    [InlineData("1.02.3", "numbers have no leading zeros, at character 3")]
    [InlineData("-1.2.3", "a number is missing, at character 1")]
    [InlineData("1.2.3-", "an identifier of letters, digits and hyphens is missing, at character 7")]
    [InlineData("1.2.3-a..b", "an identifier of letters, digits and hyphens is missing, at character 9")]
    [InlineData("1.2.3-01", "numbers have no leading zeros, at character 7")]
    [InlineData("1.2.3-a.01", "numbers have no leading zeros, at character 9")]
    [InlineData("1.2.3-ä", "an identifier of letters, digits and hyphens is missing, at character 7")]
    [InlineData("1.2.3+", "an identifier of letters, digits and hyphens is missing, at character 7")]
    [InlineData("1.2.3+a+b", "nothing may follow, at character 8")]
    [InlineData("1.2.3\0", "nothing may follow, at character 6")]
    [InlineData("٣.2.3", "a number is missing, at character 1")]
    [InlineData("9007199254740992.0.0", "numbers go up to 9007199254740991, at character 16")]
    [InlineData("99999999999999999999999999.0.0", "numbers go up to 9007199254740991, at character 16")]
    public void What_is_no_version_is_refused_with_the_place_and_the_reason(string text, string reason)
    {
        Assert.False(SemanticVersion.TryParse(text, out _));
        var message = Assert.Throws<FormatException>(() => SemanticVersion.Parse(text)).Message;
        Assert.EndsWith($"is not a version: {reason}. Write it as 1.2.0.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_quotes_no_control_characters_and_no_more_than_a_line()
    {
        var message = Assert.Throws<FormatException>(() => SemanticVersion.Parse("1.2\r\n\u001b[31m" + new string('x', 1_000_000))).Message;

        Assert.StartsWith("\"1.2???[31mxxx", message, StringComparison.Ordinal);
        Assert.Contains("at most 256 characters", message, StringComparison.Ordinal);
        Assert.True(message.Length < 250, message);
    }

    [Fact]
    public void Versions_precede_each_other_as_the_specification_lists_them()
    {
        string[] ascending =
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1",
            "2.1.9007199254740991", "2.2.0-0", "2.2.0-99999999999999999999", "2.2.0-100000000000000000000", "2.2.0-Z", "2.2.0-a",
        ];
        for (var i = 0; i < ascending.Length; i++)
        {
            for (var j = 0; j < ascending.Length; j++)
            {
                var (left, right) = (SemanticVersion.Parse(ascending[i]), SemanticVersion.Parse(ascending[j]));
                Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(left.CompareTo(right)));
                Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(((IComparable)left).CompareTo(right)));
                Assert.Equal((i < j, i <= j, i > j, i >= j, i == j, i != j), (left < right, left <= right, left > right, left >= right, left == right, left != right));
            }
        }
    }

    [Fact]
    public void What_tells_builds_apart_does_not_count()
    {
        var (one, other) = (SemanticVersion.Parse("1.2.3-a+1"), SemanticVersion.Parse("1.2.3-a+2"));

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal(0, one.CompareTo(other));
        Assert.NotEqual(one.ToString(), other.ToString());
    }

    [Fact]
    public void None_precedes_all_and_another_type_is_no_like()
    {
        var version = SemanticVersion.Parse("0.0.0-0");

        Assert.True(version.CompareTo(null) > 0);
        Assert.True(null < version);
        Assert.True((SemanticVersion?)null <= null);
        Assert.False(version == null);
        Assert.Throws<ArgumentException>(() => ((IComparable)version).CompareTo("0.0.0-0"));
    }

    [Property(MaxTest = 1_000)]
    public Property Precedence_is_that_of_the_specification_read_word_by_word() =>
        Prop.ForAll(Samples.Versions.Two().ToArbitrary(), pair =>
        {
            var (left, right) = pair;
            var expected = ByTheWord(left, right);
            return (Math.Sign(SemanticVersion.Parse(left).CompareTo(SemanticVersion.Parse(right))) == expected).Label($"{left} against {right}: {expected}");
        });

    [Property(MaxTest = 2_000)]
    public Property Nothing_that_is_read_is_outside_of_the_grammar(string? noise, int place, char letter) =>
        Prop.ForAll(Samples.Versions.ToArbitrary(), text =>
        {
            var broken = noise is null ? text : text.Insert((int)((uint)place % (uint)(text.Length + 1)), letter + noise);
            return (SemanticVersion.TryParse(broken, out var version) == Samples.Grammar().IsMatch(broken)).Label(broken)
                .And((version?.ToString() ?? broken) == broken);
        });

    /// <summary>Item 11 of the specification, slowly.</summary>
    private static int ByTheWord(string left, string right)
    {
        var (one, other) = (Parts(left), Parts(right));
        for (var i = 0; i < 3; i++)
        {
            if (one.Numbers[i] != other.Numbers[i])
                return one.Numbers[i].CompareTo(other.Numbers[i]) < 0 ? -1 : 1;
        }
        if (one.Prerelease is [] || other.Prerelease is [])
            return (one.Prerelease is [], other.Prerelease is []) switch { (true, false) => 1, (false, true) => -1, _ => 0 };
        foreach (var (a, b) in one.Prerelease.Zip(other.Prerelease))
        {
            var (aIsNumber, bIsNumber) = (a.All(char.IsAsciiDigit), b.All(char.IsAsciiDigit));
            var order = aIsNumber && bIsNumber ? BigInteger.Parse(a, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(b, CultureInfo.InvariantCulture))
                : aIsNumber ? -1
                : bIsNumber ? 1
                : string.CompareOrdinal(a, b);
            if (order != 0)
                return Math.Sign(order);
        }
        return Math.Sign(one.Prerelease.Length.CompareTo(other.Prerelease.Length));
    }

    private static (BigInteger[] Numbers, string[] Prerelease) Parts(string version)
    {
        var core = version.Split('+')[0];
        var hyphen = core.IndexOf('-', StringComparison.Ordinal);
        var numbers = (hyphen < 0 ? core : core[..hyphen]).Split('.').Select(number => BigInteger.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (numbers, hyphen < 0 ? [] : core[(hyphen + 1)..].Split('.'));
    }
}
