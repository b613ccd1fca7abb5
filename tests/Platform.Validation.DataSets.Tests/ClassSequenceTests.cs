using System.Text.RegularExpressions;
using FsCheck.Xunit;
using Platform.Validation.DataSets.Patterns;

namespace Platform.Validation.DataSets.Tests;

/// <summary>What is matched without the expression engine is matched as the engine would.</summary>
public sealed class ClassSequenceTests
{
    [Theory]
    [InlineData("^[a-z0-9.]+@[a-z0-9.]+$")]
    [InlineData("^[^@]+@[^@]+$")]
    [InlineData("^[A-Z]{2}[0-9]{4,8}\\z")]
    [InlineData("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    [InlineData("^\\+?[0-9 ()-]*$")]
    [InlineData("^x$")]
    public void A_row_of_classes_is_taken(string pattern) => Assert.NotNull(ClassSequence.TryCreate(new Regex(pattern, RegexOptions.CultureInvariant)));

    [Theory]
    [InlineData("[a-z]+")]
    [InlineData("^[a-z]+")]
    [InlineData("[a-z]+$")]
    [InlineData("^$")]
    [InlineData("^[a-z]+?$")]
    [InlineData("^[a-z]++$")]
    [InlineData("^[a-z]+[a-c]$")]
    [InlineData("^[a-z]*-?[a-c]$")]
    [InlineData("^a|b$")]
    [InlineData("^(a)$")]
    [InlineData("^.+$")]
    [InlineData("^\\d+$")]
    [InlineData("^[\\d]+$")]
    [InlineData("^[a-z-[aeiou]]+$")]
    [InlineData("^[]a]+$")]
    [InlineData("^a{,2}$")]
    [InlineData("^a{2,1}$")]
    [InlineData("^a$$")]
    [InlineData("^^a$")]
    [InlineData("^[^a][^b]*$a")]
    public void Anything_else_is_left_to_the_engine(string pattern)
    {
        Regex? regex = null;
        try
        {
            regex = new Regex(pattern);
        }
        catch (ArgumentException)
        {
            // What is no expression never comes here.
        }
        if (regex is not null)
            Assert.Null(ClassSequence.TryCreate(regex));
    }

    [Theory]
    [InlineData(RegexOptions.IgnoreCase)]
    [InlineData(RegexOptions.Multiline)]
    [InlineData(RegexOptions.RightToLeft)]
    [InlineData(RegexOptions.IgnorePatternWhitespace)]
    [InlineData(RegexOptions.ECMAScript)]
    public void So_is_what_an_option_gives_another_meaning(RegexOptions options) => Assert.Null(ClassSequence.TryCreate(new Regex("^a b$", options)));

    [Property(MaxTest = 2_000)]
    public void It_matches_what_the_engine_matches(int seed)
    {
        var random = new Random(seed);
        string[] sets = ["a", "b", "[ab]", "[^a]", "[a-c]", "[^ab]", "@", "\\.", "[.@]", "[^@\n]", "-", "[a-]", "[-c]", "\n", "\uD83D", "[é-ü]"];
        string[] times = ["", "", "+", "*", "?", "{2}", "{1,3}", "{0,1}", "{2,}"];
        var pattern = "^" + string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => sets[random.Next(sets.Length)] + times[random.Next(times.Length)])) + (random.Next(3) == 0 ? "\\z" : "$");
        var regex = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        if (ClassSequence.TryCreate(regex) is not { } sequence)
            return;
        for (var trial = 0; trial < 60; trial++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => "aaabbc@.-\n\né\uD83D"[random.Next(13)]));
            Assert.True(regex.IsMatch(text) == sequence.IsMatch(text), $"{Regex.Escape(pattern)} on {Regex.Escape(text)}");
        }
    }
}
