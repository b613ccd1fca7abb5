using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.Schema;
using Platform.Validation.Schema.Patterns;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Tests.Schema;

/// <summary>Patterns that look neither around nor back: the same answer as an engine that backtracks, at a price that is counted.</summary>
public sealed class GlushkovAutomatonTests
{
    private static readonly string[] Characters = ["a", "b", "1", "_", " ", "é", "漢", "\U0001F600", "\U000E0041", "\n"];

    /// <summary>.NET takes part where nothing is repeated that can match no character: there it sometimes finds a match that none is.</summary>
    [Property(MaxTest = 1_500)]
    public void It_answers_what_the_naive_one_and_an_engine_that_backtracks_answer(DoNotSize<int> seed)
    {
        var random = new Random(seed.Item);
        var isPlain = random.Next(2) == 0;
        var pattern = Alternatives(random, 3, isPlain);
        var node = EcmaParser.Parse(pattern);
        var regex = new Regex(DotNetPattern.Of(node), RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
        // Behind more positions than a word has bits, it is run in words.
        var behind = new EcmaNode.Alternatives([new EcmaNode.Repeat(new EcmaNode.Set(CodePointSet.Single('q')), 63 + random.Next(3), 66, false), node]);
        PatternMatcher?[] matchers =
        [
            GlushkovAutomaton.TryCreate(pattern, node, SchemaTrust.Trusted, new PatternWork(long.MaxValue)),
            GlushkovAutomaton.TryCreate(pattern, node.Simplify(), SchemaTrust.Trusted, new PatternWork(long.MaxValue)),
            GlushkovAutomaton.TryCreate(pattern, behind, SchemaTrust.Trusted, new PatternWork(long.MaxValue)),
        ];
        Assert.DoesNotContain(null, matchers);
        for (var i = 0; i < 40; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => Characters[random.Next(Characters.Length)]));
            var expected = NaivePattern.IsMatch(node, text);
            if (isPlain && AnswerOf(regex, text) is { } other)
                Assert.True(expected == other, $"seed {seed.Item}: {pattern} on \"{text}\" is {expected}, and {other} for .NET as {regex}");
            foreach (var matcher in matchers)
                Assert.True(expected == IsMatch(matcher!, text, out _), $"seed {seed.Item}: {pattern} on \"{text}\" is {expected}");
        }
    }

    [Theory]
    [InlineData("^(?:.){2}$", "\U0001F600", false)]
    [InlineData("^(?=.)(?:.){2}$", "\U0001F600", false)]
    [InlineData("^(?:[^\\u{E0000}-\\u{E007F}])*$", "a\U000E0041", false)]
    [InlineData("^(?=.)(?:[^\\u{E0000}-\\u{E007F}])*$", "a\U000E0041", false)]
    [InlineData("^(?:a|[^\\u{1F600}]b)*$", "\U0001F600b", false)]
    [InlineData("^(?:a|[^\\u{1F600}]b)*$", "\U0001F601b", true)]
    [InlineData("^(?:[\\u{10000}-\\u{10FFFF}]|ab)+$", "\U0010FFFFab\U00010000", true)]
    [InlineData("(?:^|,)a(?:,|$)", "b,a", true)]
    [InlineData("(?:^|,)a(?:,|$)", "b,ac", false)]
    [InlineData("a(?:$|\\b)b", "ab", false)]
    [InlineData("(?:\\b|x)a\\b", "xa", true)]
    [InlineData("\\Ba\\B", "1a_", true)]
    [InlineData("\\Ba\\B", "1a", false)]
    [InlineData("\\b", "", false)]
    [InlineData("\\B", "", true)]
    [InlineData("^(?:(?:a?){50}){2}b$", "aaaaaaab", true)]
    [InlineData("^(?:a{0,3}){0,40}$", "aaaaaaaaaaaaaaaaaaaaaaa!", false)]
    [InlineData("^(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$|^::$", "1:2:3:4:5:6:7:8", true)]
    [InlineData("(?:[]|a)b", "ab", true)]
    [InlineData("(?:^)*a", "ba", true)]
    public void A_pattern_matches_code_points_and_nothing_in_between(string pattern, string text, bool matches) =>
        Assert.Equal(matches, IsMatch(PatternMatcher.Compile(pattern, new JsonSchemaOptions(), "#"), text, out _));

    /// <summary>A deterministic automaton of it has 262,144 states. This one has twenty positions, whatever was sent before.</summary>
    [Theory]
    [InlineData("[ab]*a[ab]{17}c")]
    [InlineData("^(?:x+|[ab]*a[ab]{17})$")]
    [InlineData("(?:[ab]*a[ab]{300}){2}c")]
    public void What_explodes_when_it_is_made_deterministic_costs_steps_in_proportion_and_no_memory(string pattern)
    {
        var matcher = Automaton(pattern);
        var random = new Random(7);
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(_ => "ab"[random.Next(2)])) + "<";
        var bytes = Encoding.UTF8.GetBytes(text);
        var scratch = new ByteScratch();
        var (once, twice) = (0L, 0L);
        matcher.IsMatch(bytes, scratch, ref once, long.MaxValue);
        byte[] longer = [.. bytes[..^1], .. bytes];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var isMatch = matcher.IsMatch(longer, scratch, ref twice, long.MaxValue);

        Assert.False(isMatch);
        Assert.InRange(twice, once * 19 / 10, once * 21 / 10);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_096);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var (one, many) = (Automaton("^(?:a|ab|\\bb)+$"), Automaton("^(?:a{1,40}|[b-é]{2,80}|\U0001F600)+$"));
        var text = Encoding.UTF8.GetBytes("aabab\U0001F600cdéa");
        var scratch = new ByteScratch();
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            var steps = 0L;
            one.IsMatch(text, scratch, ref steps, long.MaxValue);
            many.IsMatch(text, scratch, ref steps, long.MaxValue);
        });
    }

    [Fact]
    public async Task The_steps_are_the_same_whoever_asked_before_and_however_many_do_at_once()
    {
        var matcher = Automaton("^(?:[a-z]{1,63}\\.){1,10}[a-z]{2,63}$");
        var texts = Enumerable.Range(0, 100)
            .Select(static i => string.Concat(Enumerable.Repeat($"host{new string('x', i)}.", 1 + (i % 7))) + "example").ToArray();
        var expected = texts.Select(text => (IsMatch(Automaton(matcher.Pattern), text, out var steps), steps)).ToArray();
        Assert.Contains(expected, each => each.Item1);
        Assert.Contains(expected, each => !each.Item1);

        await Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, (worker, _) =>
        {
            for (var round = 0; round < 2_000; round++)
            {
                var i = (round * (worker + 1)) % texts.Length;
                Assert.Equal(expected[i], (IsMatch(matcher, texts[i], out var steps), steps));
            }
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Beyond_the_limit_of_steps_a_match_is_left()
    {
        var matcher = Automaton("(?:[ab]*a[ab]{300}){2}c");
        var text = Encoding.UTF8.GetBytes(new string('a', 1_000_000) + "c");
        var steps = 0L;

        Assert.False(matcher.IsMatch(text, new ByteScratch(), ref steps, 1_000));

        Assert.InRange(steps, 1_001, 2_000);
    }

    /// <summary>What is too large is given up while it is made; of schemas that are trusted an engine that backtracks takes it, with a limit of time.</summary>
    [Theory]
    [InlineData("(?:a{1000}){1000}")]
    [InlineData("(?:(?:(?:a{99}){99}){99}){99}")]
    [InlineData("a{2147483647}")]
    [InlineData("(?:(?:a|b?){1000}c){1000}")]
    [InlineData("(?:(?:a?b?c?d?e?f?g?h?i?j?k?l?m?n?o?p?)*){600}")]
    public void What_is_too_large_is_refused_from_strangers(string pattern)
    {
        Assert.Null(GlushkovAutomaton.TryCreate(pattern, EcmaParser.Parse(pattern), SchemaTrust.Trusted, new PatternWork(long.MaxValue)));
        var exception = Assert.Throws<JsonSchemaException>(() =>
            JsonSchema.Compile($$"""{"pattern":"{{pattern}}"}""", new JsonSchemaOptions { Trust = SchemaTrust.Untrusted }));
        Assert.Contains("too large", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Each as large as it may be, and about as many as there is a budget for.</summary>
    [Theory]
    [InlineData(".{0,4}a.{4000}b")]
    [InlineData("(?:\\\\p{L}|[\\\\p{Lu}0]){20}\\\\P{Nd}(?:[\\\\p{L}1]|[\\\\p{Nd}x])*")]
    [InlineData("(?:a?b?c?d?e?f?g?h?i?j?k?l?m?){9}")]
    public void Patterns_of_strangers_are_made_in_bounded_time_and_memory(string pattern)
    {
        var schema = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"pattern":"{{pattern}}{{i}}"}"""));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadClock.Now();

        var compiled = JsonSchema.Compile($$"""{"anyOf":[{{schema}}]}""", new JsonSchemaOptions { Trust = SchemaTrust.Untrusted });

        Assert.InRange((ThreadClock.Now() - started).TotalSeconds, 0, 10);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400 * 1024 * 1024);
        Assert.False(compiled.IsValid("\"\""u8));
    }

    private static GlushkovAutomaton Automaton(string pattern) => GlushkovAutomaton.TryCreate(pattern, EcmaParser.Parse(pattern), SchemaTrust.Trusted, new PatternWork(long.MaxValue))!;

    private static bool IsMatch(PatternMatcher matcher, string text, out long steps)
    {
        steps = 0;
        return matcher.IsMatch(Encoding.UTF8.GetBytes(text), new ByteScratch(), ref steps, long.MaxValue);
    }

    private static bool? AnswerOf(Regex regex, string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static string Alternatives(Random random, int depth, bool isPlain) =>
        string.Join('|', Enumerable.Range(0, random.Next(3) == 0 ? 2 : 1).Select(_ => Sequence(random, depth, isPlain)));

    private static string Sequence(Random random, int depth, bool isPlain) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Term(random, depth, isPlain)));

    private static string Term(Random random, int depth, bool isPlain)
    {
        string[] atoms = ["a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "\\W", "é", "\U0001F600", "[a-é]", "[^\\u{E0000}-\\u{E007F}]", "\\p{L}", "[]"];
        string[] repeats = ["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}?", "*?", "{3,}", "{0}", "{30,70}"];
        string[] places = ["^", "$", "\\b", "\\B"];
        if (random.Next(6) == 0 && (!isPlain || depth == 3))
            return places[random.Next(places.Length)];
        var atom = depth > 0 && random.Next(3) == 0 ? $"(?:{Alternatives(random, depth - 1, isPlain)})" : atoms[random.Next(atoms.Length)];
        // Repetitions of repetitions are small, so that they stay small when they are written out.
        var repeat = repeats[random.Next(atom[0] == '(' ? repeats.Length - 1 : repeats.Length)];
        return isPlain && atom[0] == '(' && (repeat == "{0}" || NaivePattern.IsMatch(EcmaParser.Parse(atom), "")) ? atom : atom + repeat;
    }
}
