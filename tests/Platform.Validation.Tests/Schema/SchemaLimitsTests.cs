using System.Text;
using Platform.Testing;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

public sealed class SchemaLimitsTests
{
    [Theory]
    [InlineData(nameof(SchemaLimits.MaxBytes), "[1,23]", "[1,234]", ValidationCodes.JsonTooLarge, 6)]
    [InlineData(nameof(SchemaLimits.MaxDepth), "[{\"a\":1}]", "[{\"a\":[]}]", ValidationCodes.JsonTooDeep, 2)]
    [InlineData(nameof(SchemaLimits.MaxProperties), "{\"a\":1,\"b\":1}", "{\"a\":1,\"b\":1,\"c\":1}", ValidationCodes.JsonTooManyProperties, 2)]
    [InlineData(nameof(SchemaLimits.MaxItems), "[[1,2],[3,4]]", "[[1,2,3]]", ValidationCodes.JsonTooManyItems, 2)]
    public void What_is_within_a_limit_passes_and_what_is_beyond_is_refused(string limit, string within, string beyond, string code, int value)
    {
        var limits = limit switch
        {
            nameof(SchemaLimits.MaxBytes) => new SchemaLimits { MaxBytes = value },
            nameof(SchemaLimits.MaxDepth) => new SchemaLimits { MaxDepth = value },
            nameof(SchemaLimits.MaxProperties) => new SchemaLimits { MaxProperties = value },
            _ => new SchemaLimits { MaxItems = value },
        };
        var schema = JsonSchema.Compile("true", new JsonSchemaOptions { Limits = limits });

        Assert.True(schema.IsValid(Encoding.UTF8.GetBytes(within)));
        foreach (var result in new[] { schema.Validate(Encoding.UTF8.GetBytes(beyond)), schema.Validate(Pieces.Single(Encoding.UTF8.GetBytes(beyond))) })
        {
            var failure = Assert.Single(result.Failures);
            Assert.Equal((code, (long)value), (failure.Code, failure.Arguments[0].Number));
        }
    }

    [Fact]
    public void The_default_depth_is_64_and_deeper_text_cannot_reach_the_stack()
    {
        var schema = JsonSchema.Compile("""{"items":{"$ref":"#"}}""");

        Assert.True(schema.IsValid(Nested(64)));
        Assert.Equal(ValidationCodes.JsonTooDeep, schema.Validate(Nested(65)).Failures[0].Code);
        Assert.Equal(ValidationCodes.JsonTooDeep, schema.Validate(Nested(1_000_000)).Failures[0].Code);

        static byte[] Nested(int depth) => [.. Enumerable.Repeat((byte)'[', depth), .. Enumerable.Repeat((byte)']', depth)];
    }

    [Theory]
    [InlineData("""{"items":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}""")]
    [InlineData("""{"items":{"anyOf":[{"allOf":[{"$ref":"#"},false]},{"$ref":"#"}]}}""")]
    [InlineData("""{"items":{"not":{"oneOf":[{"$ref":"#"},{"$ref":"#"}]}}}""")]
    public void A_schema_that_doubles_its_work_on_each_level_ends_at_the_limit_of_steps(string text)
    {
        var schema = JsonSchema.Compile(text, new JsonSchemaOptions { Limits = new SchemaLimits { MaxSteps = 100_000 } });
        byte[] json = [.. Enumerable.Repeat((byte)'[', 60), .. Enumerable.Repeat((byte)']', 60)];

        Assert.False(schema.IsValid(json, out var steps));
        Assert.InRange(steps, 100_000, 110_000);
        Assert.Equal(ValidationCodes.ValidationTooCostly, Assert.Single(schema.Validate(json).Failures).Code);
    }

    [Fact]
    public void A_pattern_that_takes_too_long_fails_the_whole_also_under_not()
    {
        var options = new JsonSchemaOptions { Limits = new SchemaLimits { PatternTimeout = TimeSpan.FromMilliseconds(20) } };
        var json = Encoding.UTF8.GetBytes($"\"{new string('a', 40)}!\"");
        foreach (var text in new[] { """{"pattern":"^(?=a)(a|aa)+$"}""", """{"not":{"pattern":"^(?=a)(a|aa)+$"}}""", """{"anyOf":[{"pattern":"^(?=a)(a|aa)+$"},{}]}""" })
        {
            var schema = JsonSchema.Compile(text, options);
            Assert.False(schema.IsValid(json));
            Assert.Equal(ValidationCodes.StringPatternTimeout, Assert.Single(schema.Validate(json).Failures).Code);
        }
    }

    [Fact]
    public void A_pattern_that_backtracks_elsewhere_is_matched_in_linear_time()
    {
        var schema = JsonSchema.Compile("""{"pattern":"^(a+)+$"}""", new JsonSchemaOptions { Trust = SchemaTrust.Untrusted });

        Assert.False(schema.IsValid(Encoding.UTF8.GetBytes($"\"{new string('a', 100_000)}!\"")));
    }

    /// <summary>What a pattern costs is counted and not timed, so a slow machine refuses no text and lets none in.</summary>
    [Fact]
    public void A_pattern_that_looks_neither_around_nor_back_has_no_time_that_could_run_out()
    {
        var options = new JsonSchemaOptions { Limits = new SchemaLimits { PatternTimeout = TimeSpan.FromTicks(1) } };
        var schema = JsonSchema.Compile("""{"pattern":"^(?:a+b?)+$"}""", options);
        for (var i = 0; i < 20; i++)
        {
            Assert.False(schema.IsValid(Encoding.UTF8.GetBytes($"\"{new string('a', 99_990)}!\"")));
            Assert.True(schema.IsValid(Encoding.UTF8.GetBytes($"\"{new string('a', 99_990)}b\"")));
        }
    }

    /// <summary>Linear in the text, but by what a character costs: more than 1,800 places of this pattern can be reached at once.</summary>
    [Theory]
    [InlineData("""{"pattern":"(?:.*a.{900}){2}c"}""", false)]
    [InlineData("""{"items":{"pattern":"(?:.*a.{900}){2}c|^[ab]*$"}}""", true)]
    [InlineData("""{"not":{"not":{"items":{"pattern":"(?:.*a.{900}){2}c|^[ab]*$"}}}}""", true)]
    public void A_pattern_in_linear_time_is_ended_by_the_limit_of_steps_also_under_not(string text, bool isArray)
    {
        var random = new Random(1);
        string Text(int length) => $"\"{string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(2) == 0 ? 'a' : 'b'))}\"";
        var json = Encoding.UTF8.GetBytes(isArray ? $"[{string.Join(',', Enumerable.Repeat(Text(2_000), 500))}]" : Text(1_000_000));
        var schema = JsonSchema.Compile(text, new JsonSchemaOptions { Trust = SchemaTrust.Untrusted });
        var started = ThreadClock.Now();

        Assert.False(schema.IsValid(json, out var steps));

        Assert.InRange(steps, SchemaLimits.Untrusted.MaxSteps, SchemaLimits.Untrusted.MaxSteps + 10_000);
        Assert.Equal(ValidationCodes.ValidationTooCostly, Assert.Single(schema.Validate(json).Failures).Code);
        Assert.InRange((ThreadClock.Now() - started).TotalSeconds, 0, 5);
    }

    /// <summary>A ladder of doublings asks what stands at its end a quarter of a million times, each of which may walk over a megabyte.</summary>
    [Theory]
    [InlineData("""{"unevaluatedItems":true}""", "[", "0,", "0]")]
    [InlineData("""{"unevaluatedProperties":{"type":"integer"},"anyOf":[{"required":["x"]},{"minProperties":1}]}""", "{\"x\":0", "", "}")]
    [InlineData("""{"type":"integer"}""", "1.", "0", "")]
    [InlineData("""{"maxLength":900000}""", "\"", "é", "\"")]
    [InlineData("""{"minLength":262100}""", "\"", "é", "\"")]
    [InlineData("""{"enum":[7,1e400]}""", "7.", "0", "1")]
    [InlineData("""{"enum":["x","y"]}""", "\"", "\\u0061", "\"")]
    [InlineData("""{"not":{"const":[[],1]}}""", "[", "[],", "1]")]
    [InlineData("""{"properties":{"a":true}}""", "{\"", "\\u0061", "\":1}")]
    [InlineData("""{"patternProperties":{"^b":true}}""", "{\"", "\\u0061", "\":1}")]
    [InlineData("""{"multipleOf":7}""", "7", "7", "")]
    [InlineData("""{"multipleOf":77777777777777777777777}""", "7", "7", "")]
    [InlineData("""{"uniqueItems":true}""", "[1,7", "7", "]")]
    [InlineData("""{"maximum":1e999999}""", "7", "7", "")]
    [InlineData("""{"pattern":"^(?:a|ba?)*$"}""", "\"", "a", "\"")]
    [InlineData("""{"pattern":"^a*$"}""", "\"", "a", "\"")]
    [InlineData("""{"format":"email"}""", "\"", "a", "@b.example\"")]
    [InlineData("""{"format":"regex"}""", "\"", "[^x]", "\"")]
    public void All_work_is_counted_whatever_is_asked_how_often(string leaf, string begin, string again, string end)
    {
        const int Rungs = 18;
        var ladder = string.Concat(Enumerable.Range(0, Rungs).Select(static rung => $$"""
            "{{rung}}":{"allOf":[{"$ref":"#/$defs/{{rung + 1}}"},{"$ref":"#/$defs/{{rung + 1}}"}]},
            """));
        var schema = JsonSchema.Compile(
            $$"""{"$defs":{{{ladder}}"{{Rungs}}":{{leaf}}},"$ref":"#/$defs/0"}""", new JsonSchemaOptions { Trust = SchemaTrust.Untrusted, Formats = FormatMode.Assert });
        var times = again.Length == 0 ? 0 : ((1024 * 1024) - 64) / Encoding.UTF8.GetByteCount(again);
        var json = Encoding.UTF8.GetBytes(begin + string.Concat(Enumerable.Repeat(again, times)) + end);
        var started = ThreadClock.Now();

        schema.IsValid(json, out var steps);

        // Without it some of these took minutes.
        Assert.InRange((ThreadClock.Now() - started).TotalSeconds, 0, 4);
        Assert.InRange(steps, 1, SchemaLimits.Untrusted.MaxSteps + (4 * 1024 * 1024));
    }

    [Fact]
    public void Evaluation_that_nests_too_deep_fails_and_does_not_reach_the_stack()
    {
        var text = new StringBuilder("""{"items":{"$ref":"#/$defs/0"},"$defs":{""");
        for (var i = 0; i < 200; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"{i}\":{{\"minItems\":0,\"maxItems\":9,\"allOf\":[{{\"$ref\":\"#/$defs/{i + 1}\"}}]}},");
        text.Append("\"200\":{\"items\":{\"$ref\":\"#/$defs/0\"}}}}");
        byte[] json = [.. Enumerable.Repeat((byte)'[', 60), .. Enumerable.Repeat((byte)']', 60)];

        var schema = JsonSchema.Compile(text.ToString());

        Assert.Equal(ValidationCodes.ValidationTooDeep, Assert.Single(schema.Validate(json).Failures).Code);
        Assert.True(schema.IsValid("[[[]]]"u8));
    }

    [Fact]
    public void A_small_stack_ends_a_deep_evaluation_with_a_failure_and_not_the_process()
    {
        var schema = JsonSchema.Compile(
            """{"allOf":[{"anyOf":[{"oneOf":[{"properties":{"a":{"$ref":"#"}},"items":{"$ref":"#"}}]}]}]}""",
            new JsonSchemaOptions { Limits = new SchemaLimits { MaxDepth = 256, MaxEvaluationDepth = 2_000 } });
        var json = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", 128)) + "1" + string.Concat(Enumerable.Repeat("]}", 128)));
        var result = default(ValidationResult);
        var thread = new Thread(() => result = schema.Validate(json), 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.True(result.IsValid || result.Failures is [{ Code: ValidationCodes.ValidationTooDeep }], result.ToString());
    }

    [Theory]
    [InlineData("""{"uniqueItems":true}""", "array")]
    [InlineData("""{"items":{"anyOf":[{"type":"string"},{"minimum":3},{"type":"integer"}]},"contains":{"const":-1},"minContains":0}""", "array")]
    [InlineData("""{"additionalProperties":{"multipleOf":1},"propertyNames":{"minLength":1},"unevaluatedProperties":false}""", "object")]
    [InlineData("""{"patternProperties":{"^name[0-9]+$":{"type":"integer"}},"additionalProperties":false}""", "object")]
    [InlineData("""{"pattern":"^x*$","maxLength":100000000}""", "string")]
    [InlineData("""{"multipleOf":7e-3}""", "number")]
    [InlineData("""{"not":{"const":[]}}""", "array")]
    public void Work_doubles_when_the_instance_does(string text, string shape)
    {
        var schema = JsonSchema.Compile(text);
        var (once, twice) = (StepsFor(5_000), StepsFor(10_000));

        Assert.InRange(twice, once, (once * 21 / 10) + 100);

        long StepsFor(int size)
        {
            var json = shape switch
            {
                "array" => $"[{string.Join(',', Enumerable.Range(0, size))}]",
                "object" => $"{{{string.Join(',', Enumerable.Range(0, size).Select(i => $"\"name{i}\":{i}"))}}}",
                "string" => $"\"{new string('x', size)}\"",
                _ => $"7{new string('0', size)}",
            };
            Assert.True(schema.IsValid(Encoding.UTF8.GetBytes(json), out var steps));
            return steps;
        }
    }

    [Fact]
    public void A_limit_out_of_range_is_refused_where_it_is_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaLimits { MaxBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaLimits { MaxBytes = int.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaLimits { MaxDepth = 257 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaLimits { MaxItems = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaLimits { MaxSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaLimits { PatternTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaLimits { MaxEvaluationDepth = 2_001 });
    }
}
