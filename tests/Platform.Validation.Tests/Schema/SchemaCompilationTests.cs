using System.Text;
using System.Text.Json;
using Platform.Testing;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

/// <summary>Schemas that cannot be compiled, and what is said about them.</summary>
public sealed class SchemaCompilationTests
{
    [Theory]
    [InlineData("", "#", "not JSON")]
    [InlineData("""{"a":1,"a":2}""", "#", "not JSON")]
    [InlineData("[]", "#", "no schema")]
    [InlineData("3", "#", "no schema")]
    [InlineData("""{"type":"strin"}""", "#/type", "\"strin\"")]
    [InlineData("""{"type":[]}""", "#/type", "list of names")]
    [InlineData("""{"properties":{"a":{"minLength":-1}}}""", "#/properties/a/minLength", "non-negative whole number")]
    [InlineData("""{"maxItems":1.5}""", "#/maxItems", "non-negative whole number")]
    [InlineData("""{"minimum":"1"}""", "#/minimum", "a number")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf", "more than zero")]
    [InlineData("""{"multipleOf":-0.0}""", "#/multipleOf", "more than zero")]
    [InlineData("""{"uniqueItems":1}""", "#/uniqueItems", "true or false")]
    [InlineData("""{"required":"a"}""", "#/required", "list of property names")]
    [InlineData("""{"required":[1]}""", "#/required", "list of property names")]
    [InlineData("""{"properties":[]}""", "#/properties", "object of schemas")]
    [InlineData("""{"properties":{"a~b":1}}""", "#/properties/a~0b", "has to be a schema")]
    [InlineData("""{"allOf":[]}""", "#/allOf", "not empty")]
    [InlineData("""{"anyOf":{}}""", "#/anyOf", "list of schemas")]
    [InlineData("""{"items":[{}]}""", "#/items", "has to be a schema")]
    [InlineData("""{"enum":1}""", "#/enum", "list of values")]
    [InlineData("""{"pattern":"(a"}""", "#/pattern", "not closed")]
    [InlineData("""{"pattern":"\\a"}""", "#/pattern", "means nothing")]
    [InlineData("""{"pattern":"\\p{Klingon}"}""", "#/pattern", "not known")]
    [InlineData("""{"patternProperties":{"[":{}}}""", "#/patternProperties/[", "not closed")]
    [InlineData("""{"$ref":1}""", "#/$ref", "a string")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "#/$ref", "leads to nothing")]
    [InlineData("""{"$ref":"#a"}""", "#/$ref", "does not have")]
    [InlineData("""{"$ref":"#/type","type":"object"}""", "#/type", "no schema")]
    [InlineData("""{"$ref":"https://e.example/other"}""", "#/$ref", "Nothing is fetched")]
    [InlineData("""{"$ref":"http://[broken"}""", "#/$ref", "no URI reference")]
    [InlineData("""{"$schema":"https://e.example/meta"}""", "#/$schema", "neither a known draft nor supplied")]
    [InlineData("""{"$ref":"#"}""", "#", "never end")]
    [InlineData("""{"allOf":[{"anyOf":[{"$ref":"#"}]}]}""", "#", "never end")]
    [InlineData("""{"not":{"$ref":"#"}}""", "#", "never end")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#"}}}""", "#", "never end")]
    [InlineData("""{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}""", "#/$defs/b", "given to two schemas")]
    [InlineData("""{"$defs":{"a":{"$id":"https://e.example/x"},"b":{"$id":"https://e.example/x"}}}""", "#/$defs/b/$id", "given to two schemas")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveRef":"#x"}""", "#/$recursiveRef", "has to be")]
    public void A_bad_schema_is_refused_with_the_place_and_the_reason(string schema, string location, string reason)
    {
        var exception = Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(schema));

        Assert.EndsWith(location, exception.Location, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"properties":{"next":{"$ref":"#"}}}""")]
    [InlineData("""{"items":{"allOf":[{"$ref":"#"}]}}""")]
    [InlineData("""{"enum":[]}""")]
    [InlineData("""{"enum":[1,1]}""")]
    [InlineData("""{"const":{"$ref":"#nowhere","$id":"x"}}""")]
    [InlineData("""{"unknownKeyword":{"type":"strin"}}""")]
    [InlineData("""{"maxLength":1e400}""")]
    [InlineData("""{"pattern":"{a"}""")]
    [InlineData("""{"pattern":"\\-\\@\\#"}""")]
    public void An_unusual_schema_is_let_in(string schema) => JsonSchema.Compile(schema).IsValid("1"u8);

    [Fact]
    public void A_schema_that_never_ends_by_way_of_ten_thousand_references_is_compiled_without_the_stack()
    {
        var text = new StringBuilder("""{"$ref":"#/$defs/0","$defs":{""");
        for (var i = 0; i < 10_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"{i}\":{{\"$ref\":\"#/$defs/{i + 1}\"}},");
        text.Append("\"10000\":{\"type\":\"null\"}}}");

        var schema = JsonSchema.Compile(text.ToString());

        Assert.True(schema.IsValid("null"u8));
        Assert.False(schema.IsValid("1"u8));
    }

    [Theory]
    [InlineData("""{"pattern":"(?=a)b"}""")]
    [InlineData("""{"pattern":"(a)\\1"}""")]
    [InlineData("""{"patternProperties":{"(?<!a)x":{}}}""")]
    [InlineData("""{"pattern":"((a{100}){100}){100}"}""")]
    public void A_schema_that_is_not_trusted_may_not_have_patterns_that_take_more_than_linear_time(string schema)
    {
        Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(schema, new JsonSchemaOptions { Trust = SchemaTrust.Untrusted }));
        JsonSchema.Compile("""{"pattern":"^(a+)+$"}""", new JsonSchemaOptions { Trust = SchemaTrust.Untrusted });
    }

    [Fact]
    public void Limits_of_a_schema_hold()
    {
        Refuses("""{"title":"long"}""", new SchemaLimits { MaxSchemaBytes = 5 });
        Refuses("""{"not":{"not":{"not":{}}}}""", new SchemaLimits { MaxSchemaDepth = 3 });
        Refuses("""{"allOf":[{},{},{}]}""", new SchemaLimits { MaxSubschemas = 3 });
        Refuses("""{"pattern":"abcdef"}""", new SchemaLimits { MaxPatternLength = 5 });

        static void Refuses(string schema, SchemaLimits limits)
        {
            Assert.Contains("SchemaLimits.Max", Assert.Throws<JsonSchemaException>(() => Compile(schema, limits)).Message.Replace("not JSON that can be read", "SchemaLimits.Max", StringComparison.Ordinal), StringComparison.Ordinal);
            JsonSchema.Compile(schema);
        }

        static JsonSchema Compile(string schema, SchemaLimits limits) => JsonSchema.Compile(schema, new JsonSchemaOptions { Limits = limits });
    }

    [Fact]
    public void A_schema_that_is_not_trusted_has_tight_limits_unless_others_are_given()
    {
        var untrusted = new JsonSchemaOptions { Trust = SchemaTrust.Untrusted };
        var given = new JsonSchemaOptions { Trust = SchemaTrust.Untrusted, Limits = SchemaLimits.Default };
        foreach (var schema in (string[])[
            $$"""{"title":"{{new string('a', 64 * 1024)}}"}""",
            $$"""{"allOf":[{{string.Join(',', Enumerable.Repeat("{}", 1_000))}}]}""",
            $$"""{"pattern":"{{new string('a', 257)}}"}""",
            string.Concat(Enumerable.Repeat("{\"not\":", 64)) + "{}" + new string('}', 64)])
        {
            Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(schema, untrusted));
            JsonSchema.Compile(schema, given);
        }
        var many = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("1", 400_000))}]");
        var costly = JsonSchema.Compile("""{"items":{"allOf":[{"minimum":0},{"maximum":9},{"multipleOf":1}]}}""", untrusted);
        Assert.Equal(ValidationCodes.ValidationTooCostly, Assert.Single(costly.Validate(many).Failures).Code);
        Assert.Same(SchemaLimits.Default, new JsonSchemaOptions().Limits);
        Assert.Same(SchemaLimits.Untrusted, untrusted.Limits);
    }

    /// <summary>Each of these patterns is within the bounds for one, and a schema has room for hundreds of them.</summary>
    [Theory]
    [InlineData("N[ab]{4000}c")]
    [InlineData("(?:N?a?b?c?d?e?f?g?h?i?j?k?l?m?n?o?p?q?r?s?t?u?v?w?x?y?z?){20}")]
    [InlineData("N[\\p{L}]{1000}\\b")]
    [InlineData("(?:\\b(?:N)?){120}")]
    public void The_patterns_of_a_stranger_have_one_budget_for_all_of_them(string pattern)
    {
        var options = new JsonSchemaOptions { Trust = SchemaTrust.Untrusted };
        string Document(int count) => $"{{\"allOf\":[{string.Join(',', Enumerable.Range(0, count).Select(number => $"{{\"pattern\":{JsonSerializer.Serialize(pattern.Replace("N", $"x{number}", StringComparison.Ordinal))}}}"))}]}}";
        JsonSchema.Compile(Document(1), options);
        var started = ThreadClock.Now();

        var exception = Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(Document(400), options));

        Assert.Contains("SchemaLimits.MaxPatternSteps", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("#/allOf/", exception.Location, StringComparison.Ordinal);
        Assert.InRange((ThreadClock.Now() - started).TotalSeconds, 0, 5);
    }

    [Fact]
    public void The_budget_for_patterns_is_enough_for_a_schema_that_is_full_of_ordinary_ones()
    {
        string[] patterns = ["^[A-Z]{2}-\\d+N$", "^(?:a|bc)+N", "N\\.(?:jpg|png|gif)$", "^[\\w.+-]{1,64}@N[\\w-]+(?:\\.[\\w-]+)*$", "^\\p{Lu}N\\p{L}*$"];
        var document = $"{{\"patternProperties\":{{{string.Join(',', Enumerable.Range(0, 900).Select(number => $"{JsonSerializer.Serialize(patterns[number % 5].Replace("N", $"x{number}", StringComparison.Ordinal))}:true"))}}}}}";

        Assert.True(JsonSchema.Compile(document, new JsonSchemaOptions { Trust = SchemaTrust.Untrusted }).IsValid("{\"a\":1}"u8));
    }

    /// <summary>Names that are matched when the schema is compiled count, too, in all of its objects together.</summary>
    [Fact]
    public void The_names_of_all_objects_are_matched_within_one_budget()
    {
        var one = $"{{\"properties\":{{{string.Join(',', Enumerable.Range(0, 40).Select(static i => $"\"n{i}\":true"))}}},\"patternProperties\":{{{string.Join(',', Enumerable.Range(0, 40).Select(static i => $"\"{i}$\":true"))}}}}}";
        string Document(int count) => $"{{\"allOf\":[{string.Join(',', Enumerable.Repeat(one, count))}]}}";
        var options = new JsonSchemaOptions { Limits = new SchemaLimits { MaxPatternSteps = 20_000 } };

        JsonSchema.Compile(Document(1), options);
        Assert.Contains("SchemaLimits.MaxPatternSteps", Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(Document(20), options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("members")]
    [InlineData("items")]
    [InlineData("a row")]
    [InlineData("resources")]
    [InlineData("spellings")]
    public void The_time_to_compile_a_schema_grows_with_its_references_and_not_with_their_square(string shape)
    {
        const int times = 16;
        var (some, more) = (Encoding.UTF8.GetBytes(Referring(shape, 2_000)), Encoding.UTF8.GetBytes(Referring(shape, 2_000 * times)));
        var options = new JsonSchemaOptions { Limits = new SchemaLimits { MaxSubschemas = 200_000 } };
        Many();
        One();

        // To the byte the same each time, but for what tables leave free.
        var (bytesOfMany, bytesOfOne) = (BytesOf(Many), BytesOf(One));
        Assert.True(
            bytesOfOne < bytesOfMany * 1.25,
            $"{shape}: {bytesOfMany} bytes in {times} schemas, and {bytesOfOne} in one of {times} times as many references");

        // One large schema beside as many small ones as have its references: both leave as much to be collected. A small one beside a large
        // one would not: collecting is half of the time of the large one, and a busy machine doubles that. Of the time of the thread the
        // least of several rounds. Were each looked for among all others, the large one would take six to thirteen times as long.
        var (many, one) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < 3 || (round < 20 && !IsLinear()); round++)
            (many, one) = (Shorter(many, ThreadClock.Measure(Many)), Shorter(one, ThreadClock.Measure(One)));

        Assert.True(
            IsLinear(),
            $"{shape}: {many.TotalMilliseconds} ms for {times} schemas, and {one.TotalMilliseconds} ms for one of {times} times as many references");

        bool IsLinear() => one < many * 3;

        void One() => JsonSchema.Compile(more, options);

        void Many()
        {
            for (var each = 0; each < times; each++)
                JsonSchema.Compile(some, options);
        }

        static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

        static long BytesOf(Action operation)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            operation();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>A schema of so many parts that refer to each other.</summary>
    private static string Referring(string shape, int count)
    {
        const string Text = """{"type":"string"}""";
        var (to, texts) = (Members("p", i => Reference($"#/$defs/d{i}")), Members("d", static _ => Text));
        return shape switch
        {
            "members" => $$"""{"properties":{{to}},"$defs":{{texts}} }""",
            "items" => $$"""{"prefixItems":{{Items(i => Reference($"#/$defs/d/anyOf/{i}"))}},"$defs":{"d":{"anyOf":{{Items(static _ => Text)}} } } }""",
            "a row" => $$"""{"items":{"$ref":"#/$defs/d0"},"$defs":{{Members("d", i => i + 1 == count ? Text : Reference($"#/$defs/d{i + 1}"))}} }""",
            "resources" => $$"""{"$id":"https://e.example/","properties":{{Members("p", static i => Reference($"r{i}"))}},"$defs":{{Members("d", Resource)}} }""",
            "spellings" => $$"""
                {"properties":{{Members("p", static i => Reference($"#/$defs/{Spelling(i)}/properties/d{i}"))}},"$defs":{"~~~~~~~~~~~~~~~~":{"properties":{{texts}} } } }
                """,
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };

        string Members(string prefix, Func<int, string> part) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{prefix}{i}\":{part(i)}"))}}}";

        string Items(Func<int, string> part) => $"[{string.Join(',', Enumerable.Range(0, count).Select(part))}]";

        static string Reference(string to) => $$"""{"$ref":"{{to}}"}""";

        static string Resource(int i) => $$"""{"$id":"r{{i}}","items":{"$ref":"#/$defs/x"},"$defs":{"x":{{Text}} } }""";

        // A tilde is a tilde also where it is not escaped.
        static string Spelling(int i) => string.Concat(Enumerable.Range(0, 16).Select(bit => ((i >> bit) & 1) == 0 ? "~" : "~0"));
    }

    [Fact]
    public void A_schema_cannot_buy_time_when_it_is_compiled()
    {
        var names = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"n{i}\":{{}}"));
        var patterns = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"^p{i}\":{{}}"));
        Assert.Contains("Split the schema", Assert.Throws<JsonSchemaException>(() =>
            JsonSchema.Compile($$"""{"properties":{ {{names}} },"patternProperties":{ {{patterns}} } }""")).Message, StringComparison.Ordinal);
        Assert.Contains("too large", Assert.Throws<JsonSchemaException>(() =>
            JsonSchema.Compile($$"""{"pattern":"(?=x){{string.Concat(Enumerable.Repeat("\\\\p{L}", 500))}}"}""")).Message, StringComparison.Ordinal);

        var required = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"n{i}\""));
        var schema = JsonSchema.Compile($$"""{"required":[{{required}}]}""");
        Assert.Equal(100, schema.Validate("{}"u8).Failures.Count);
        var whole = Encoding.UTF8.GetBytes("{" + required.Replace("\",", "\":1,", StringComparison.Ordinal) + ":1}");
        Assert.Equal(ValidationCodes.JsonTooManyProperties, Assert.Single(schema.Validate(whole).Failures).Code);
        Assert.True(JsonSchema.Compile($$"""{"required":[{{required}}]}""", new JsonSchemaOptions { Limits = new SchemaLimits { MaxProperties = 50_000 } }).IsValid(whole));
    }

    [Fact]
    public void Documents_are_supplied_under_absolute_and_relative_names_and_changes_afterwards_do_not_matter()
    {
        var options = new JsonSchemaOptions { BaseUri = new Uri("https://e.example/schemas/order.json") };
        options.Documents["address.json"] = """{"type":"object","required":["city"]}"""u8.ToArray();
        options.Documents["https://other.example/id"] = """{"$defs":{"id":{"$anchor":"short","maxLength":3}}}"""u8.ToArray();
        var schema = JsonSchema.Compile("""{"properties":{"to":{"$ref":"address.json"},"id":{"$ref":"https://other.example/id#short"}}}""", options);
        options.Documents.Clear();
        options.Limits = new SchemaLimits { MaxBytes = 1 };

        Assert.True(schema.IsValid("""{"to":{"city":""},"id":"abc"}"""u8));
        Assert.False(schema.IsValid("""{"id":"abcd"}"""u8));
        Assert.Equal("https://e.example/schemas/address.json#/required", schema.Validate("""{"to":{}}"""u8).Failures[0].Rule);
    }

    [Fact]
    public void The_metaschema_of_each_draft_can_be_referred_to_and_judges_schemas()
    {
        foreach (var uri in new[]
        {
            "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-07/schema#",
            "http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-04/schema#",
        })
        {
            var schema = JsonSchema.Compile($$"""{"$schema":"{{uri}}","allOf":[{"$ref":"{{uri}}"}]}""");
            Assert.True(schema.IsValid("""{"type":"object","properties":{"a":{"minLength":1}}}"""u8), uri);
            Assert.False(schema.IsValid("""{"type":"object","properties":{"a":{"minLength":-1}}}"""u8), uri);
        }
    }

    [Fact]
    public void An_unknown_vocabulary_that_is_required_is_refused_and_an_optional_one_is_not()
    {
        Compile("false");
        Assert.Contains("requires the vocabulary", Assert.Throws<JsonSchemaException>(() => Compile("true")).Message, StringComparison.Ordinal);

        static void Compile(string required)
        {
            var options = new JsonSchemaOptions();
            options.Documents["https://e.example/meta"] = Encoding.UTF8.GetBytes(
                $$$"""{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://e.example/meta","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://e.example/vocab":{{{required}}}}}""");
            JsonSchema.Compile("""{"$schema":"https://e.example/meta"}""", options);
        }
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => JsonSchema.Compile((string)null!));
        Assert.Throws<ArgumentNullException>(() => JsonSchema.Compile("{}").Validate("1"u8, null!));
    }

    /// <summary>Names of a schema are matched with its patterns when it is compiled; nothing else than a schema that cannot be compiled may come of it.</summary>
    [Theory]
    [InlineData("^(?=a)(a|aa)+$", 50_000_000)]
    [InlineData("^(?:a|aa)+$", 100)]
    public void A_name_that_takes_a_pattern_too_long_is_a_schema_that_cannot_be_compiled(string pattern, long mostPatternSteps)
    {
        var name = new string('a', 2_000) + "!";
        var options = new JsonSchemaOptions { Limits = new SchemaLimits { PatternTimeout = TimeSpan.FromMilliseconds(20), MaxPatternSteps = mostPatternSteps } };

        var exception = Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile($$"""{"properties":{"{{name}}":true},"patternProperties":{"{{pattern}}":false} }""", options));

        Assert.StartsWith("#/patternProperties/", exception.Location, StringComparison.Ordinal);
    }
}
