using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Validation.Schema;

namespace Platform.Validation.SourceGeneration.Tests;

/// <summary>A pattern of a rule and the one that its schema says: what the rule lets in, the schema lets in.</summary>
public sealed class EcmaPatternTests
{
    private static readonly string[] Patterns =
    [
        "^[A-Z]{3}$", "^[a-z0-9._%+-]+@[a-z0-9.-]+$", @"^\d{5}(-\d{4})?$", @"^\+?[0-9 ()/-]{3,20}$", "a|b|cd", "^(?:ab|a)b*$", "^(a|bc)+$", @"^\w+$", @"\s", @"^\S+$", @"^[\w\-]*$", "^.*a.*$",
        "^.+$", "^[^a]*$", "^[^0-9]+@$", "x{2,}", "x{,2}", "^a{1,2}?$", @"^\p{L}+$", @"^[\p{Lu}a]$", @"^a\.b\\c$", "^[]a]$", "é", @"^[à-ÿ]+$", "a$|^b$", @"^\(a\)$", "^$", "", ".", "^.?.$", "^[a-z]?.{0,2}$", @"\n", @"[\t\n]",
        "^{a}$", "[+-]", @"^[.\-\]]$", "^(.)+$", "^.{1,4000}$",
    ];

    private static readonly string[] Parts = ["a", "b", "ab", "A", "Z", "ABC", "x", "xx", "0", "5", "12345", "-", ".", "+", "@", "(", ")", "/", "\\", "]", "{", "}", ",", " ", "\n", "\t", "\r", "\u0085", "\u2028", "é", "ß", "٣", "😀", "𝒜", "𝟘", "_"];

    private static readonly (string Pattern, bool IsWhole, Regex Rule, JsonSchema Schema)[] Pairs = [.. Said().SelectMany(static pattern => new[] { Pair(pattern, false), Pair(pattern, true) })];

    [Property(MaxTest = 2_000, Arbitrary = [typeof(Texts)])]
    public void What_a_rule_lets_in_its_schema_lets_in(string text)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(text);
        foreach (var (pattern, isWhole, rule, schema) in Pairs)
        {
            var holds = isWhole ? text.Length == 0 || (rule.Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length) : rule.IsMatch(text);

            Assert.True(!holds || schema.IsValid(json), $"{pattern} {isWhole} {JsonSerializer.Serialize(text)}");
            // Where every character is one unit and alternatives do not hide each other, it is the same.
            if (!isWhole && !text.Any(char.IsSurrogate))
                Assert.True(holds == schema.IsValid(json), $"{pattern} {JsonSerializer.Serialize(text)}");
        }
    }

    [Fact]
    public void Most_patterns_can_be_said() => Assert.Equal(["^[]a]$"], Patterns.Except(Said()));

    [Theory]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)b")]
    [InlineData("(?i)a")]
    [InlineData("(?<name>a)")]
    [InlineData("^a$b")]
    [InlineData("(a$)")]
    [InlineData("^..$")]
    [InlineData("^.{2}$")]
    [InlineData("^(a.)?.$")]
    [InlineData("[^a][^b]")]
    [InlineData("\\W")]
    [InlineData("\\D+")]
    [InlineData("[^\\d]")]
    [InlineData("\\P{L}")]
    [InlineData("\\p{Cs}")]
    [InlineData("\\p{IsGreek}")]
    [InlineData("[a-z-[aeiou]]")]
    [InlineData("\\bword\\b")]
    [InlineData("\\Aa\\z")]
    [InlineData("\\x41")]
    [InlineData("😀+")]
    public void What_has_no_form_there_is_left_out(string pattern)
    {
        _ = new Regex(pattern);
        Assert.Null(EcmaPattern.Of(pattern, isWhole: false));
        Assert.Null(EcmaPattern.Of(pattern, isWhole: true));
    }

    private static IEnumerable<string> Said() => Patterns.Where(static pattern => EcmaPattern.Of(pattern, isWhole: false) is not null);

    private static (string Pattern, bool IsWhole, Regex Rule, JsonSchema Schema) Pair(string pattern, bool isWhole) => (pattern, isWhole,
        new Regex(pattern, RegexOptions.CultureInvariant), JsonSchema.Compile($$"""{"pattern":{{JsonSerializer.Serialize(EcmaPattern.Of(pattern, isWhole))}}}"""));

    public static class Texts
    {
        public static Arbitrary<string> Text() => Gen.Elements(Parts).ListOf().Select(static parts => string.Concat(parts.Take(8))).ToArbitrary();
    }
}
