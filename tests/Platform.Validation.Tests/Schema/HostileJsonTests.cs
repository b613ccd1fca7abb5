using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

/// <summary>Bytes that are no JSON, or such as nobody sends in good faith, through every way in.</summary>
public sealed class HostileJsonTests
{
    /// <summary>Looks at everything, so that no plan is spared.</summary>
    private static readonly JsonSchema Probing = JsonSchema.Compile("""
        {
          "anyOf": [{"minLength": 1}, {"type": "object", "minProperties": 2}, {}],
          "properties": {"a": {"pattern": "^.*$", "maxLength": 5}, "b": {"multipleOf": 0.1, "maximum": 1e3}, "c": {"$ref": "#"}},
          "patternProperties": {"^x": {"enum": [1, "a", null, {"a": [1, 2]}]}},
          "additionalProperties": {"$ref": "#"},
          "propertyNames": {"maxLength": 100},
          "items": {"$ref": "#"},
          "contains": {},
          "uniqueItems": false,
          "unevaluatedProperties": false
        }
        """);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> ParserFiles()
    {
        if (OutsideData.Conformance.Root is not { } root)
            return [new("-") { Skip = OutsideData.Conformance.SkipReason }];
        return Directory.EnumerateFiles(Path.Combine(root, "json-test-suite"), "*.json", SearchOption.AllDirectories)
            .Select(file => new TheoryDataRow<string>(Path.GetRelativePath(root, file)));
    }

    [Theory]
    [MemberData(nameof(ParserFiles))]
    public async Task A_file_of_the_parser_suite_is_read_or_refused_as_it_says_through_every_way_in(string file)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(OutsideData.Conformance.Folder(""), file), Ending);
        var schema = JsonSchema.Compile("true");

        var valid = await AssertAllWaysAgreeAsync(schema, bytes);
        await AssertAllWaysAgreeAsync(Probing, bytes);

        var name = Path.GetFileName(file);
        if (name.StartsWith("y_", StringComparison.Ordinal))
            Assert.True(valid || schema.Validate(bytes).Failures[0].Code is ValidationCodes.JsonDuplicateProperty, schema.Validate(bytes).ToString());
        if (name.StartsWith("n_", StringComparison.Ordinal))
            Assert.False(valid);
    }

    [Fact]
    public async Task Naughty_strings_as_values_and_names_come_through_every_way_in_unharmed()
    {
        var entries = JsonSerializer.Deserialize<string[]>(await File.ReadAllBytesAsync(Path.Combine(OutsideData.Conformance.Folder("naughty-strings"), "blns.json"), Ending))!;
        foreach (var entry in entries)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { [entry] = new[] { entry } });
            var name = JsonSerializer.Serialize(entry);
            var schema = JsonSchema.Compile(
                $$$$"""{"required":[{{{{name}}}}],"properties":{ {{{{name}}}}:{"items":{"const":{{{{name}}}},"minLength": {{{{entry.EnumerateRunes().Count()}}}} }}},"additionalProperties":false}""");

            Assert.True(await AssertAllWaysAgreeAsync(schema, json), entry);
            Assert.Equal(
                $"/{entry.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}/0",
                JsonSchema.Compile("""{"additionalProperties":{"items":false}}""").Validate(json).Failures[0].InstancePointer);
        }
    }

    [Theory]
    [InlineData("", "JSON_MALFORMED", 0)]
    [InlineData("  ", "JSON_MALFORMED", 2)]
    [InlineData("{", "JSON_MALFORMED", 1)]
    [InlineData("[1,]", "JSON_MALFORMED", 3)]
    [InlineData("[1 2]", "JSON_MALFORMED", 3)]
    [InlineData("{\"a\" 1}", "JSON_MALFORMED", 5)]
    [InlineData("{\"a\":1,}", "JSON_MALFORMED", 7)]
    [InlineData("{\"a\":1]", "JSON_MALFORMED", 6)]
    [InlineData("[1}", "JSON_MALFORMED", 2)]
    [InlineData("01", "JSON_MALFORMED", 1)]
    [InlineData("1 2", "JSON_MALFORMED", 2)]
    [InlineData("1,", "JSON_MALFORMED", 1)]
    [InlineData("tru", "JSON_MALFORMED", 0)]
    [InlineData("truee", "JSON_MALFORMED", 4)]
    [InlineData("NaN", "JSON_MALFORMED", 0)]
    [InlineData("\"a", "JSON_MALFORMED", 2)]
    [InlineData("\"a\nb\"", "JSON_MALFORMED", 2)]
    [InlineData("\"\\x\"", "JSON_MALFORMED", 1)]
    [InlineData("\"\\u12g4\"", "JSON_MALFORMED", 1)]
    [InlineData("\uFEFF1", "JSON_MALFORMED", 0)]
    [InlineData("/**/1", "JSON_MALFORMED", 0)]
    [InlineData("\"\\uD800\"", "JSON_LONE_SURROGATE", 1)]
    [InlineData("\"\\uDC00\"", "JSON_LONE_SURROGATE", 1)]
    [InlineData("\"\\uD800\\u0041\"", "JSON_LONE_SURROGATE", 1)]
    [InlineData("{\"\\uD800\":1}", "JSON_LONE_SURROGATE", 2)]
    public void What_is_no_json_is_refused_with_the_offset(string json, string code, int offset)
    {
        var failure = Assert.Single(Probing.Validate(Encoding.UTF8.GetBytes(json)).Failures);

        Assert.Equal((code, (long)offset), (failure.Code, failure.Arguments[0].Number));
    }

    [Theory]
    [InlineData("22 C3 28 22", 1)]
    [InlineData("22 61 FF 22", 2)]
    [InlineData("22 ED A0 80 22", 1)]
    [InlineData("22 F5 80 80 80 22", 1)]
    [InlineData("22 C0 80 22", 1)]
    public void What_is_no_utf8_is_refused_with_the_offset(string hex, int offset)
    {
        var failure = Assert.Single(Probing.Validate(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))).Failures);

        Assert.Equal((ValidationCodes.JsonNotUtf8, (long)offset), (failure.Code, failure.Arguments[0].Number));
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""", "", "a")]
    [InlineData("""{"a":1,"\u0061":1}""", "", "a")]
    [InlineData("""{"\u0061":1,"a":1}""", "", "a")]
    [InlineData("""[0,{"x":{"b":0,"a":[{"é":1,"c":2,"\u00e9":3}]}}]""", "/1/x/a/0", "é")]
    [InlineData("""{"":1,"":2}""", "", "")]
    public void A_property_that_stands_twice_is_refused_however_it_is_written(string json, string place, string property)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var failure = Assert.Single(JsonSchema.Compile("true").Validate(bytes).Failures);

        Assert.Equal((ValidationCodes.JsonDuplicateProperty, place, property), (failure.Code, failure.InstancePointer, failure.Arguments[0].Text));
        Assert.True(JsonSchema.Compile("true", new JsonSchemaOptions { DuplicateProperties = DuplicateProperties.CheckEach }).IsValid(bytes));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1_000)]
    public void A_property_that_stands_twice_is_found_among_any_number_wherever_it_stands(int count)
    {
        var names = Enumerable.Range(0, count).Select(i => $"name{i}").ToArray();
        var schema = JsonSchema.Compile("true");
        Assert.True(schema.IsValid(Object(names)));
        foreach (var twice in new[] { 0, 1, count / 2, count - 1 })
            Assert.Equal($"name{twice}", Assert.Single(schema.Validate(Object([.. names, names[twice]])).Failures).Arguments[0].Text);

        static byte[] Object(string[] names) => Encoding.UTF8.GetBytes($$"""{"around":[{{{string.Join(',', names.Select(name => $"\"{name}\":[]"))}}}]}""");
    }

    [Fact]
    public void Each_of_two_equal_properties_must_be_valid_where_they_are_let_in()
    {
        var schema = JsonSchema.Compile("""{"properties":{"a":{"type":"integer"}},"required":["a","b"]}""", new JsonSchemaOptions { DuplicateProperties = DuplicateProperties.CheckEach });

        Assert.True(schema.IsValid("""{"a":1,"a":2,"b":0}"""u8));
        Assert.False(schema.IsValid("""{"a":1,"a":"","b":0}"""u8));
        Assert.False(schema.IsValid("""{"a":1,"a":2}"""u8));
    }

    [Property(MaxTest = 300)]
    public void Changed_bytes_never_throw_and_every_answer_is_the_same_in_pieces(DoNotSize<int> seed) => Mutate(seed.Item);

    [Fact, Soak]
    public void Changed_bytes_never_throw_on_a_long_row_of_seeds()
    {
        for (var seed = 0; seed < SoakLength.Of(2_000, 500_000); seed++)
            Mutate(seed);
    }

    [Fact]
    public async Task Every_split_of_a_text_in_two_gives_the_same_answer()
    {
        var json = """{"a":"x\u00e9\uD83D\uDE00","b":-12.50e+1,"x1":{"a":[1,2]},"list":[true,false,null,"","ü"]}"""u8.ToArray();
        var expected = Probing.Validate(json).ToString();
        for (var at = 0; at <= json.Length; at++)
        {
            Assert.Equal(expected, Probing.Validate(Pieces.Split(json, at)).ToString());
            Assert.Equal(expected, (await Probing.ValidateAsync(new MemoryStream(json), cancellationToken: Ending)).ToString());
        }
    }

    [Fact]
    public async Task A_pipe_that_brings_byte_after_byte_is_waited_for_and_left_open()
    {
        var pipe = new Pipe();
        var answer = Probing.IsValidAsync(pipe.Reader, Ending).AsTask();
        foreach (var each in """{"a":"b"}"""u8.ToArray())
        {
            await pipe.Writer.WriteAsync(new[] { each }, Ending);
            Assert.False(answer.IsCompleted);
        }
        await pipe.Writer.CompleteAsync();

        Assert.True(await answer);
        Assert.True((await pipe.Reader.ReadAsync(Ending)).Buffer.IsEmpty);
    }

    [Fact]
    public async Task Reading_a_pipe_ends_when_it_is_cancelled_either_way_and_when_the_limit_is_passed()
    {
        var pipe = new Pipe();
        using var source = new CancellationTokenSource();
        var waiting = Probing.IsValidAsync(pipe.Reader, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        waiting = Probing.IsValidAsync(pipe.Reader, Ending).AsTask();
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var small = JsonSchema.Compile("true", new JsonSchemaOptions { Limits = new SchemaLimits { MaxBytes = 3 } });
        var result = small.ValidateAsync(pipe.Reader, cancellationToken: Ending);
        await pipe.Writer.WriteAsync("[1,2"u8.ToArray(), Ending);
        Assert.Equal(ValidationCodes.JsonTooLarge, (await result).Failures[0].Code);
    }

    private static void Mutate(int seed)
    {
        var generator = new SchemaGenerator(seed);
        var json = JsonSerializer.SerializeToUtf8Bytes(generator.Instance());
#pragma warning disable CA5394 // The seed is what makes a failure repeatable.
        var random = new Random(seed);
        for (var change = 0; change < 5 && json.Length > 0; change++)
        {
            var at = random.Next(json.Length);
            json = random.Next(4) switch
            {
                0 => [.. json[..at], .. json[(at + 1)..]],
                1 => [.. json[..at], (byte)random.Next(256), .. json[at..]],
                2 => [.. json[..at], "{}[]\",:\\u-0.e"u8[random.Next(13)], .. json[at..]],
                _ => [.. json[..at], (byte)random.Next(256), .. json[(at + 1)..]],
            };
        }
#pragma warning restore CA5394
        var expected = Probing.Validate(json).ToString();
        Assert.Equal(expected, Probing.Validate(Pieces.Single(json)).ToString());
        Assert.Equal(IsJson(json), JsonSchema.Compile("true").IsValid(json));
    }

    /// <summary>What the reader of .NET says, less what it lets through: text that is no Unicode.</summary>
    private static bool IsJson(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            Touch(document.RootElement);
            return System.Text.Unicode.Utf8.IsValid(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Touch(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Touch(member.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Touch(item);
                break;
        }
    }

    private static async Task<bool> AssertAllWaysAgreeAsync(JsonSchema schema, byte[] json)
    {
        var valid = schema.IsValid(json);
        var result = schema.Validate(json);
        Assert.Equal(valid, result.IsValid);
        Assert.Equal(valid, schema.IsValid(Pieces.Single(json)));
        Assert.Equal(result.ToString(), schema.Validate(Pieces.Single(json)).ToString());
        Assert.Equal(valid, await schema.IsValidAsync(new MemoryStream(json), Ending));
        Assert.Equal(result.ToString(), (await schema.ValidateAsync(PipeReader.Create(Pieces.Single(json)), cancellationToken: Ending)).ToString());
        return valid;
    }
}
