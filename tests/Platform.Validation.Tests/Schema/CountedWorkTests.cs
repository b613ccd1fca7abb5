using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

/// <summary>Work is counted before it is done, as much as is done, and none is done once it is known that there will be no answer.</summary>
public sealed class CountedWorkTests
{
    private const string Timed = "^(?!(a|aa)+$)";
    private const string NotNegative = """{"minimum":0}""";
    private const string LargeNumber = """{"minimum":9}""";
    private const string TextOrLarge = """{"type":"string"},{"minimum":9}""";
    private const string NotEmpty = """{"minProperties":1}""";

    /// <summary>For each keyword a schema and an instance of a size: what doubles when the size does is the instance, or the list of the schema, or both.</summary>
    private static readonly Dictionary<string, (Func<int, string> Schema, Func<int, string> Instance)> Keywords = new(StringComparer.Ordinal)
    {
        ["type"] = (Always("""{"items":{"type":"integer"}}"""), n => Array(n, static _ => "1.0")),
        ["type of a long number"] = (Always("""{"type":"integer"}"""), static n => $"1.{new string('0', 64 * n)}"),
        ["enum of numbers"] = (n => $$"""{"enum":{{Array(n, static i => $"{i + 1}e400")}}}""", Always("1E+400")),
        ["enum of long numbers"] = (static n => $$"""{"enum":[1,7{{new string('0', 64 * n)}}]}""", static n => $"7{new string('0', 64 * n)}"),
        ["enum of texts"] = (n => $$"""{"enum":{{Array(n, static i => $"\"{i}\"")}}}""", Always("\"0\"")),
        ["enum of arrays"] = (n => $$"""{"enum":{{Array(n, static i => $"[0,0,0,{i}]")}}}""", static n => $"[0,0,0,{n - 1}]"),
        ["const of an array"] = (n => $$"""{"const":{{Array(n, static i => $"\"\\u0061{i}\"")}}}""", n => Array(n, static i => $"\"a{i}\"")),
        ["const of an object"] = (n => $$"""{"const":{{Members(n, static i => $"{i}")}}}""", n => Members(n, static i => $"{i}")),
        ["minimum"] = (Always("""{"minimum":1e400}"""), static n => $"1{new string('0', (64 * n) + 400)}"),
        ["maximum"] = (static n => $$"""{"maximum":1{{new string('0', 64 * n)}}}""", Always("1e3")),
        ["multipleOf"] = (Always("""{"multipleOf":7e-3}"""), static n => $"7{new string('0', 64 * n)}"),
        ["minLength"] = (static n => $$"""{"minLength":{{30 * n}}}""", static n => $"\"{string.Concat(Enumerable.Repeat("é", 40 * n))}\""),
        ["maxLength"] = (static n => $$"""{"maxLength":{{40 * n}}}""", static n => $"\"{string.Concat(Enumerable.Repeat("é", 40 * n))}\""),
        ["pattern of classes"] = (Always("""{"pattern":"^[a-z]*$"}"""), static n => $"\"{new string('a', 64 * n)}\""),
        ["pattern of an automaton"] = (Always("""{"pattern":"^(?:a|ba?)*$"}"""), static n => $"\"{new string('a', 64 * n)}\""),
        ["pattern that looks around"] = (Always("""{"pattern":"^(?=a)a*$"}"""), static n => $"\"{new string('a', 64 * n)}\""),
        ["format"] = (Always("""{"format":"uri-reference"}"""), static n => $"\"{new string('a', 64 * n)}\""),
        ["items"] = (Always("""{"items":{"minimum":0}}"""), n => Array(n, Number)),
        ["prefixItems"] = (n => $$"""{"prefixItems":{{Array(n, static _ => NotNegative)}}}""", n => Array(n, Number)),
        ["contains"] = (Always("""{"contains":{"const":-1},"minContains":0,"maxContains":3}"""), n => Array(n, Number)),
        ["uniqueItems of numbers"] = (Always("""{"uniqueItems":true}"""), n => Array(n, Number)),
        ["uniqueItems of few objects"] = (Always("""{"uniqueItems":true}"""), n => $"[{Members(n, Number)},{Members(n, static i => $"{i + 1}")}]"),
        ["uniqueItems of few arrays"] = (Always("""{"uniqueItems":true}"""), n => $"[{Array(n, Number)},{Array(n - 1, Number)[..^1]},-1]]"),
        ["uniqueItems where names stand twice"] = (Always("""{"uniqueItems":true}"""), static n => $"[{Twins(n, 1)},{Twins(n, 2)}]"),
        ["properties"] = (n => $$"""{"properties":{{Members(n, static _ => NotNegative)}}}""", n => Members(n, Number)),
        ["patternProperties"] = (Always("""{"patternProperties":{"^n":{"minimum":0},"[^n]$":{"minimum":0}}}"""), n => Members(n, Number)),
        ["patternProperties, many"] = (n => $$"""{"patternProperties":{{Members(n, static _ => NotNegative)}}}""", Always("""{"x":1,"y":2}""")),
        ["additionalProperties"] = (Always("""{"additionalProperties":{"minimum":0}}"""), n => Members(n, Number)),
        ["propertyNames"] = (Always("""{"propertyNames":{"minLength":1,"pattern":"n"}}"""), n => Members(n, Number)),
        ["required"] = (n => $$"""{"required":{{Array(n, static i => $"\"n{i}\"")}}}""", n => Members(n, Number)),
        ["dependentRequired, many"] = (n => $$"""{"dependentRequired":{{Members(n, static _ => "[\"x\"]")}}}""", Always("""{"x":1,"n0":1,"n1":1}""")),
        ["dependentRequired, long"] = (n => $$$"""{"dependentRequired":{"n0":{{{Array(n, static i => $"\"n{i}\"")}}}}}""", n => Members(n, Number)),
        ["dependentSchemas"] = (n => $$"""{"dependentSchemas":{{Members(n, static _ => NotEmpty)}}}""", Always("""{"n0":1,"n1":1}""")),
        ["unevaluatedProperties"] = (Always("""{"anyOf":[{"properties":{"n0":true}},{"properties":{"n1":true}}],"unevaluatedProperties":{"minimum":0}}"""), n => Members(n, Number)),
        ["unevaluatedItems"] = (Always("""{"anyOf":[{"prefixItems":[true]},{"contains":{"minimum":3},"minContains":0}],"unevaluatedItems":{"minimum":0}}"""), n => Array(n, Number)),
        ["allOf"] = (n => $$"""{"allOf":{{Array(n, static _ => NotNegative)}}}""", Always("1")),
        ["anyOf"] = (n => $$"""{"anyOf":[{{Array(n, static _ => TextOrLarge)[1..^1]}},{"minimum":0}]}""", Always("1")),
        ["oneOf"] = (n => $$"""{"oneOf":[{{Array(n, static _ => LargeNumber)[1..^1]}},{"minimum":0}]}""", Always("1")),
        ["not"] = (Always("""{"items":{"not":{"anyOf":[{"minimum":1e9},{"const":-1}]}}}"""), n => Array(n, Number)),
        ["if"] = (Always("""{"items":{"if":{"minimum":5},"then":{"maximum":1e9},"else":{"maximum":4}}}"""), n => Array(n, Number)),
    };

    public static TheoryData<string> Names => new(Keywords.Keys.ToArray());

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_twice_as_much_takes_at_most_twice_as_many_steps(string keyword)
    {
        var (once, twice) = (StepsFor(keyword, 500), StepsFor(keyword, 1_000));

        // And what is looked at is counted: of each keyword that looks at what grows, as much as grows.
        Assert.InRange(twice, once, (2 * once) + 50);
        Assert.InRange(once, keyword == "enum of texts" ? 1 : 100, long.MaxValue);
    }

    /// <summary>At each limit below what is needed nothing is done beyond it but to go back.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void An_evaluation_that_was_ended_does_nothing_more(string keyword)
    {
        var (text, json) = For(keyword, 500);
        var needed = StepsFor(keyword, 500);
        for (var part = 1; part <= 16; part++)
        {
            var most = Math.Max(1, (needed * part / 16) - 1);
            var schema = Compile(text, most);
            if (most >= needed)
                continue;
            Assert.False(schema.IsValid(json, out var steps));
            Assert.InRange(steps, most + 1, most + 4);
            Assert.Equal(ValidationCodes.ValidationTooCostly, Assert.Single(schema.Validate(json).Failures).Code);
        }
    }

    /// <summary>Each of these names takes all the time that one match may take. Ten of them may be asked, or one, and not all.</summary>
    [Theory]
    [InlineData("""{"patternProperties":{"T":{"maxItems":0}}}""")]
    [InlineData("""{"propertyNames":{"pattern":"T"}}""")]
    [InlineData("""{"propertyNames":{"not":{"pattern":"T"}}}""")]
    [InlineData("""{"patternProperties":{"T":true,"T|x":true,"T|y":true},"unevaluatedProperties":true}""")]
    [InlineData("""{"anyOf":[{"patternProperties":{"T":false}},{"patternProperties":{"T|x":false}},{"minProperties":1}]}""")]
    public async Task Once_the_time_of_a_pattern_is_used_up_no_other_name_is_matched(string text)
    {
        var schema = JsonSchema.Compile(
            text.Replace("T", Timed, StringComparison.Ordinal), new JsonSchemaOptions { Limits = new SchemaLimits { PatternTimeout = TimeSpan.FromMilliseconds(50) } });
        var json = Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 1_000).Select(static i => $"\"{new string('a', 44)}!{i}\":1"))}}}");
        var started = Stopwatch.GetTimestamp();

        Assert.False(schema.IsValid(json));
        Assert.Equal(ValidationCodes.StringPatternTimeout, Assert.Single(schema.Validate(json).Failures).Code);
        Assert.False(await schema.IsValidAsync(PipeReader.Create(new ReadOnlySequence<byte>(json)), 64, TestContext.Current.CancellationToken));

        // A thousand names of 50 milliseconds each take 50 seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
    }

    /// <summary>What a comparison looks at is counted on both sides, not what the shorter one has.</summary>
    [Theory]
    [InlineData("""{"enum":[["LONG"]]}""", "[\"x\"]")]
    [InlineData("""{"enum":[["x"]]}""", "[\"LONG\"]")]
    [InlineData("""{"const":{"a":"LONG"}}""", "{\"a\":\"x\"}")]
    [InlineData("""{"uniqueItems":true}""", "[\"LONG\",\"x\"]")]
    public void Texts_that_have_to_be_decoded_to_be_compared_are_counted_whole(string text, string instance)
    {
        var escaped = string.Concat(Enumerable.Repeat("\\u0061", 32_000 / 6 * 8));
        var schema = JsonSchema.Compile(text.Replace("LONG", escaped, StringComparison.Ordinal));

        schema.IsValid(Encoding.UTF8.GetBytes(instance.Replace("LONG", escaped, StringComparison.Ordinal)), out var steps);

        Assert.InRange(steps, escaped.Length / 64, escaped.Length / 16);
    }

    private static long StepsFor(string keyword, int size)
    {
        var (text, json) = For(keyword, size);
        Assert.True(Compile(text, long.MaxValue).IsValid(json, out var steps), $"{text} {Encoding.UTF8.GetString(json)}");
        return steps;
    }

    private static (string Schema, byte[] Instance) For(string keyword, int size) => (Keywords[keyword].Schema(size), Encoding.UTF8.GetBytes(Keywords[keyword].Instance(size)));

    private static JsonSchema Compile(string text, long mostSteps) => JsonSchema.Compile(
        text, new JsonSchemaOptions { Formats = FormatMode.Assert, DuplicateProperties = DuplicateProperties.CheckEach, Limits = new SchemaLimits { MaxSteps = mostSteps } });

    private static Func<int, string> Always(string text) => _ => text;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Array(int count, Func<int, string> item) => $"[{string.Join(',', Enumerable.Range(0, count).Select(item))}]";

    private static string Members(int count, Func<int, string> value) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"n{i}\":{value(i)}"))}}}";

    private static string Twins(int count, int last) => $"{{{string.Join(',', Enumerable.Repeat("\"a\":1", count))},\"b\":{last}}}";
}
