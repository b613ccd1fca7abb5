using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

/// <summary>Texts that are judged while they arrive: the verdict is that of the whole, less is in memory, and what is wrong is known early.</summary>
public sealed class StreamingTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Property(MaxTest = 400)]
    public void However_a_text_is_cut_the_verdict_and_the_failures_are_those_of_the_whole(DoNotSize<int> drawn)
    {
        var seed = drawn.Item;
        var generator = new SchemaGenerator(seed);
        var schema = JsonSchema.Compile(generator.Document().ToJsonString(), new JsonSchemaOptions { Limits = new SchemaLimits { MaxFailures = 10_000 } });
        for (var i = 0; i < 6; i++)
            AssertAgrees(schema, JsonSerializer.SerializeToUtf8Bytes(generator.Instance(5)), seed + i);
    }

    /// <summary>Schemas of what is judged in parts alone, so that it is not by chance that values are gone into.</summary>
    [Property(MaxTest = 300)]
    public void Values_that_are_gone_into_are_judged_as_the_whole_is(DoNotSize<int> drawn)
    {
        var seed = drawn.Item;
        var schema = JsonSchema.Compile("""
            {"$defs":{"node":{"type":["object","array","string"],"maxProperties":4,"minItems":1,"maxItems":6,"prefixItems":[{"type":["string","object","array"]}],"items":{"$ref":"#/$defs/node"},
              "properties":{"a":{"$ref":"#/$defs/node"},"b":{"allOf":[{"$ref":"#/$defs/node"},{"type":["object","array"],"minProperties":1}]}},"patternProperties":{"^é":{"$ref":"#/$defs/node"}},
              "additionalProperties":{"type":["string","object","array"]},"required":["a"],"dependentRequired":{"b":["ab"]},"propertyNames":{"maxLength":3}}},"$ref":"#/$defs/node"}
            """, new JsonSchemaOptions { Limits = new SchemaLimits { MaxFailures = 10_000 } });
        var generator = new SchemaGenerator(seed);
        for (var i = 0; i < 8; i++)
            AssertAgrees(schema, JsonSerializer.SerializeToUtf8Bytes(generator.Instance(6)), seed + i);
    }

    /// <summary>Whether a pattern knows the name is not known when it takes too long, and so neither what the value may be.</summary>
    [Fact]
    public async Task A_name_that_takes_a_pattern_too_long_is_refused_before_its_value_is_gone_into()
    {
        var schema = JsonSchema.Compile("""{"patternProperties":{"^(?!(a|aa)+$)":{"maxItems":0}}}""", new JsonSchemaOptions { Limits = new SchemaLimits { PatternTimeout = TimeSpan.FromMilliseconds(20) } });
        var json = Encoding.UTF8.GetBytes($$"""{"{{new string('a', 44)}}!":[{{string.Join(',', Enumerable.Repeat(1, 20_000))}}] }""");

        Assert.False(schema.IsValid(json));
        Assert.False(await schema.IsValidAsync(PipeReader.Create(new ReadOnlySequence<byte>(json)), cancellationToken: Ending));
        var result = await schema.ValidateAsync(PipeReader.Create(new ReadOnlySequence<byte>(json)), cancellationToken: Ending);
        Assert.Equal(ValidationCodes.StringPatternTimeout, Assert.Single(result.Failures).Code);
    }

    /// <summary>Schemas of strangers say a thing twice at each level, and senders open one level after another.</summary>
    [Theory]
    [InlineData(30, 0)]
    [InlineData(1, 24)]
    public async Task What_a_schema_asks_of_a_value_again_and_again_costs_steps_and_no_memory(int levels, int depth)
    {
        var document = levels > 1
            ? "{\"$defs\":{" + string.Concat(Enumerable.Range(0, levels).Select(static level => $$"""
                "{{level}}":{"allOf":[{"$ref":"#/$defs/{{level + 1}}"},{"$ref":"#/$defs/{{level + 1}}"}]},
                """)) + $"\"{levels}\":{{\"type\":\"array\"}}}},\"$ref\":\"#/$defs/0\"}}"
            : """{"$defs":{"n":{"type":"array","allOf":[{"$ref":"#/$defs/l"},{"$ref":"#/$defs/r"}]},"l":{"items":{"$ref":"#/$defs/n"}},"r":{"items":{"$ref":"#/$defs/n"}}},"$ref":"#/$defs/n"}""";
        var schema = JsonSchema.Compile(document, new JsonSchemaOptions { Limits = new SchemaLimits { MaxSteps = 100_000 } });
        var json = Encoding.UTF8.GetBytes($"{new string('[', depth + 1)}{string.Join(',', Enumerable.Repeat(depth > 0 ? "[]" : "1", 20_000))}{new string(']', depth + 1)}");
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.False(await schema.IsValidAsync(PipeReader.Create(new ReadOnlySequence<byte>(json)), cancellationToken: Ending));

        Assert.False(schema.IsValid(json));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 * Megabyte);
    }

    /// <summary>
    /// Bytes that somebody has broken: the first thing that is wrong is said, with the same pointer and offset, whether it is the grammar or a name that
    /// stands twice, in one part or in two, in objects whose names are compared one by one and in those where they are compared at the end.
    /// </summary>
    [Property(MaxTest = 400)]
    public void Broken_texts_are_refused_as_they_are_when_they_come_in_one_piece(DoNotSize<int> drawn)
    {
        var seed = drawn.Item;
        var random = new Random(seed);
        var schema = JsonSchema.Compile("true");
        var generator = new SchemaGenerator(seed);
        var json = JsonSerializer.SerializeToUtf8Bytes(generator.Instance(6));
        if (random.Next(2) == 0)
        {
            var members = Enumerable.Range(0, random.Next(1, 30)).Select(_ => $"\"k{random.Next(100)}\":{JsonSerializer.Serialize(generator.Instance(2))}");
            json = Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
        }
        for (var i = 0; i < 20; i++)
        {
            var broken = (byte[])json.Clone();
            for (var change = random.Next(1, 3); change > 0; change--)
                broken[random.Next(broken.Length)] = "{}[],:\"\\ 0truen\u0001\xC3"u8[random.Next(16)];
            if (random.Next(4) == 0)
                broken = broken[..random.Next(broken.Length)];
            AssertAgrees(schema, broken, random.Next());
        }
    }

    [Theory]
    [InlineData("""{"a":[1,2,{"b":1,"b":2}]}""")]
    [InlineData("""{"a":1,"c":[3],"\u0061":2}""")]
    [InlineData("[1,2,]")]
    [InlineData("[,1]")]
    [InlineData("[1,,2]")]
    [InlineData("[1}")]
    [InlineData("[1]]")]
    [InlineData("""{"a":[1],}""")]
    [InlineData("""{"a":[1] "b":2}""")]
    [InlineData("""{"a":[1]""")]
    [InlineData("""{"a" [1]}""")]
    [InlineData("""{"a\q":[1]}""")]
    [InlineData("{1:[2]}")]
    [InlineData("[[[[[[1]]]]]")]
    public void What_is_no_JSON_is_refused_wherever_it_is_cut(string text)
    {
        var schema = JsonSchema.Compile("true");
        Assert.False(schema.IsValid(Encoding.UTF8.GetBytes(text)));
        for (var seed = 0; seed < 20; seed++)
            AssertAgrees(schema, Encoding.UTF8.GetBytes(text), seed);
    }

    /// <summary>Of two faults the one is told that stands first.</summary>
    [Theory]
    [InlineData("{M,\"k3\":1,x", ValidationCodes.JsonDuplicateProperty, "")]
    [InlineData("{M,x,\"k3\":1}", ValidationCodes.JsonMalformed, "")]
    [InlineData("{M,\"k3\":1,\"z\":{\"b\":1,\"b\":2}}", ValidationCodes.JsonDuplicateProperty, "")]
    [InlineData("{M,\"z\":{\"b\":1,\"b\":2},\"k3\":1}", ValidationCodes.JsonDuplicateProperty, "/z")]
    [InlineData("{M,\"z\":[{M,\"k3\":1,\"y\":[[1,}", ValidationCodes.JsonDuplicateProperty, "/z/0")]
    [InlineData("{\"a\":{\"b\":1},\"a\":{\"b\":[1", ValidationCodes.JsonDuplicateProperty, "")]
    [InlineData("{\"a\":1,\"a\"}", ValidationCodes.JsonDuplicateProperty, "")]
    public void The_first_of_two_faults_is_told_however_a_text_is_cut(string text, string code, string pointer)
    {
        var members = string.Join(',', Enumerable.Range(0, 20).Select(static i => $"\"k{i}\":{i}"));
        var json = Encoding.UTF8.GetBytes(text.Replace("M", members, StringComparison.Ordinal));
        var schema = JsonSchema.Compile("true");

        var failure = Assert.Single(schema.Validate(json).Failures);
        Assert.Equal((code, pointer), (failure.Code, failure.InstancePointer));
        for (var seed = 0; seed < 40; seed++)
            AssertAgrees(schema, json, seed);
    }

    /// <summary>A leaf is nowhere too deep, in one piece or in parts, judged or described.</summary>
    [Property(MaxTest = 200)]
    public void A_limit_of_depth_is_the_same_in_parts_as_of_the_whole(PositiveInt most, DoNotSize<int> drawn)
    {
        var seed = drawn.Item;
        string[] leaves = ["true", "false", "{\"type\":[\"array\",\"object\",\"string\"]}", "{\"minLength\":2}", "{\"type\":\"integer\"}", "{\"maxItems\":1}"];
        var leaf = leaves[(int)((uint)seed % leaves.Length)];
        var schema = JsonSchema.Compile(
            "{\"properties\":{\"a\":{\"items\":{\"allOf\":[{\"properties\":{\"b\":LEAF}},{\"patternProperties\":{\"^b\":LEAF}}]}}},\"additionalProperties\":LEAF}".Replace("LEAF", leaf, StringComparison.Ordinal),
            new JsonSchemaOptions { Limits = new SchemaLimits { MaxEvaluationDepth = 1 + (most.Get % 8) } });
        foreach (var value in new[] { "[1,2]", "{\"x\":1}", "\"text\"", "3" })
        {
            foreach (var text in new[] { $"{{\"a\":[{{\"b\":{value}}}]}}", $"{{\"c\":{value}}}" })
            {
                var json = Encoding.UTF8.GetBytes(text);
                var (expected, isTooDeep) = (schema.Validate(json), IsTooDeep(schema.Validate(json)));
                Assert.Equal(expected.IsValid, schema.IsValid(json));
                Assert.Equal(expected.IsValid, schema.IsValidAsync(new Cut(json, seed), 1, Ending).AsTask().GetAwaiter().GetResult());
                var streamed = schema.ValidateAsync(new Cut(json, seed), SchemaDetail.AllFailures, 1, Ending).AsTask().GetAwaiter().GetResult();
                Assert.Equal((expected.IsValid, isTooDeep), (streamed.IsValid, IsTooDeep(streamed)));
            }
        }

        static bool IsTooDeep(ValidationResult result) => result.Failures.Any(static failure => failure.Code == ValidationCodes.ValidationTooDeep);
    }

    /// <summary>No more than a member is in memory, of a text that is a hundred times as long.</summary>
    [Theory]
    [InlineData("""{"type":"array","items":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"name":{"type":"string"}}}}""", "[", "]")]
    [InlineData("""{"type":"object","properties":{"features":{"type":"array","items":{"type":"object","required":["id"]}}},"required":["features"]}""", "{\"features\":[", "]}")]
    public async Task A_hundred_megabytes_are_judged_in_little_memory(string schemaText, string begin, string end)
    {
        var schema = JsonSchema.Compile(schemaText, new JsonSchemaOptions { Limits = new SchemaLimits { MaxBytes = 120 * Megabyte, MaxItems = 10_000_000 } });
        var item = """{"id":12345,"name":"a name that is about as long as names are"},"""u8.ToArray();
        var source = new Source(begin, item, 100 * Megabyte / item.Length, """{"id":1}""" + end);

        Assert.True(await schema.IsValidAsync(source.Reader, Ending));
        Assert.InRange(source.Sent, 99L * Megabyte, 101L * Megabyte);
        Assert.InRange(source.MostHeld, 1, 256 * 1024);
    }

    [Theory]
    [InlineData("""{"id":"no number"},""")]
    [InlineData("""{"name":"without id"},""")]
    [InlineData("""{"id":1,"id":2},""")]
    [InlineData("{\"id\":1e},")]
    [InlineData("\"\xC3\x28\",")]
    public async Task What_is_wrong_at_the_beginning_of_a_hundred_megabytes_is_known_at_once(string wrong)
    {
        var schema = JsonSchema.Compile("""{"type":"array","items":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"}}}}""", new JsonSchemaOptions { Limits = new SchemaLimits { MaxBytes = 120 * Megabyte } });
        foreach (var whole in new[] { false, true })
        {
            var source = new Source("[" + wrong, """{"id":12345},"""u8.ToArray(), 8_000_000, "{}]");
            if (whole)
                Assert.False(await schema.IsValidAsync(source.Reader, Ending));
            else
                Assert.Single((await schema.ValidateAsync(source.Reader, SchemaDetail.FirstFailure, Ending)).Failures);
            Assert.InRange(source.Sent, 1, 128 * 1024);
        }
    }

    /// <summary>Whatever goes on without an end is ended by a limit, and until then is not kept.</summary>
    [Theory]
    [InlineData("", " ", ValidationCodes.JsonTooLarge)]
    [InlineData("[", "1,", ValidationCodes.JsonTooManyItems)]
    [InlineData("[", "[", ValidationCodes.JsonTooDeep)]
    [InlineData("[[],", " ", ValidationCodes.JsonTooLarge)]
    [InlineData("[\"", "text ", ValidationCodes.JsonTooLarge)]
    [InlineData("[", "123", ValidationCodes.JsonTooLarge)]
    [InlineData("{\"", "name", ValidationCodes.JsonTooLarge)]
    [InlineData("[[[[{\"a\":", "[", ValidationCodes.JsonTooDeep)]
    [InlineData("[1]", " ", ValidationCodes.JsonTooLarge)]
    public async Task What_has_no_end_is_ended_by_a_limit(string begin, string again, string code)
    {
        var schema = JsonSchema.Compile("true", new JsonSchemaOptions { Limits = new SchemaLimits { MaxBytes = 4 * Megabyte } });
        var source = new Source(begin, Encoding.UTF8.GetBytes(again), int.MaxValue, "");

        var failure = Assert.Single((await schema.ValidateAsync(source.Reader, cancellationToken: Ending)).Failures);

        Assert.Equal(code, failure.Code);
        Assert.InRange(source.Sent, 1, (4 * Megabyte) + (128 * 1024));
    }

    [Fact]
    public async Task White_space_and_items_without_an_end_are_not_kept()
    {
        var schema = JsonSchema.Compile("true", new JsonSchemaOptions { Limits = new SchemaLimits { MaxBytes = 32 * Megabyte } });
        foreach (var (begin, again) in new[] { ("[[1],", "[1],"), ("{\"a\":[", "\"text\",") })
        {
            var source = new Source(begin, Encoding.UTF8.GetBytes(again), int.MaxValue, "");
            Assert.False(await schema.IsValidAsync(source.Reader, Ending));
            Assert.InRange(source.MostHeld, 1, 256 * 1024);
        }
    }

    /// <summary>What has to be seen whole is gathered, up to the limit.</summary>
    [Theory]
    [InlineData("""{"uniqueItems":true}""", "[7,", false)]
    [InlineData("""{"uniqueItems":true}""", "[", true)]
    [InlineData("""{"anyOf":[{"items":{"type":"integer"}},{"type":"object"}]}""", "[", true)]
    [InlineData("""{"anyOf":[{"items":{"type":"integer"}},{"type":"object"}]}""", "[\"\",", false)]
    [InlineData("""{"contains":{"const":"x"}}""", "[\"x\",", true)]
    [InlineData("""{"contains":{"const":"x"}}""", "[", false)]
    [InlineData("""{"allOf":[{"not":{"type":"array"}}]}""", "[", false)]
    public async Task What_has_to_be_seen_whole_is_gathered(string schemaText, string begin, bool isValid)
    {
        var json = Encoding.UTF8.GetBytes(begin + string.Join(',', Enumerable.Range(0, 100_000)) + "]");
        var schema = JsonSchema.Compile(schemaText);
        Assert.Equal(isValid, await schema.IsValidAsync(new MemoryStream(json), Ending));
        Assert.Equal(schema.Validate(json).ToString(), (await schema.ValidateAsync(new MemoryStream(json), cancellationToken: Ending)).ToString());
    }

    [Fact]
    public async Task A_limit_of_steps_holds_for_all_parts_together()
    {
        var options = new JsonSchemaOptions { Limits = new SchemaLimits { MaxSteps = 50_000 } };
        var schema = JsonSchema.Compile("""{"items":{"type":"object","properties":{"a":{"minLength":1}}}}""", options);
        var item = """{"a":"b"},"""u8.ToArray();

        Assert.True(await schema.IsValidAsync(new Source("[", item, 10_000, "{}]").Reader, Ending));
        var failure = Assert.Single((await schema.ValidateAsync(new Source("[", item, 40_000, "{}]").Reader, cancellationToken: Ending)).Failures);
        Assert.Equal(ValidationCodes.ValidationTooCostly, failure.Code);
    }

    [Fact]
    public async Task Failures_have_the_pointers_of_the_whole()
    {
        var schema = JsonSchema.Compile("""{"properties":{"a/b":{"items":{"properties":{"c":{"type":"integer"}}}}}}""");
        var source = new Source("{\"a/b\":[", """{"c":1},"""u8.ToArray(), 10_000, """{"c":"x"},{"c":2},{"c":null}]}""");

        var result = await schema.ValidateAsync(source.Reader, cancellationToken: Ending);

        Assert.Equal(["/a~1b/10000/c", "/a~1b/10002/c"], result.Failures.Select(failure => failure.InstancePointer));
        Assert.All(result.Failures, failure => Assert.Equal("#/properties/a~1b/items/properties/c/type", failure.Rule));
    }

    private static void AssertAgrees(JsonSchema schema, byte[] json, int seed)
    {
        var expected = schema.Validate(json);
        var partBytes = 1 + (int)((uint)seed % 7);
        var reason = $"seed {seed}: {Encoding.UTF8.GetString(json)}";
        Assert.True(expected.IsValid == Run(reader => schema.IsValidAsync(reader, partBytes, Ending)), reason);
        var all = Run(reader => schema.ValidateAsync(reader, SchemaDetail.AllFailures, partBytes, Ending));
        var (wanted, got) = (Lines(expected), Lines(all));
        Assert.True(wanted == got, $"{reason}\n{wanted}\nin parts of {partBytes}\n{got}");
        var first = Run(reader => schema.ValidateAsync(reader, SchemaDetail.FirstFailure, partBytes, Ending));
        Assert.Equal(expected.IsValid ? 0 : 1, first.Failures.Count);

        T Run<T>(Func<PipeReader, ValueTask<T>> judge)
        {
            var pieces = new Cut(json, seed);
            var judged = judge(pieces).AsTask();
            Assert.True(judged.IsCompleted);
            return judged.GetAwaiter().GetResult();
        }

        static string Lines(ValidationResult result) => string.Join('\n', result.Failures.Select(Told).Order(StringComparer.Ordinal));

        static string Told(ValidationFailure failure) => $"{failure.Code} {failure.InstancePointer} {failure.Rule} {failure.GetMessage()}";
    }

    /// <summary>Brings a text in pieces of a few bytes, and says what is kept of it.</summary>
    private sealed class Cut(byte[] json, int seed) : PipeReader
    {
        private readonly Random _random = new(seed);
        private int _from;
        private int _to;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            _to = Math.Min(json.Length, _to + 1 + _random.Next(4));
            // Pieces that lie apart, as a network brings them.
            var sequence = _to - _from < 2 ? new ReadOnlySequence<byte>(json, _from, _to - _from) : Pieces.Split(json[_from.._to], 1);
            _sequence = sequence;
            return new(new ReadResult(sequence, isCanceled: false, isCompleted: _to == json.Length));
        }

        private ReadOnlySequence<byte> _sequence;

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _from += (int)_sequence.Slice(0, consumed).Length;

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void CancelPendingRead() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null)
        {
        }
    }

    /// <summary>A text that is made while it is read: a beginning, something again and again, an end.</summary>
    private sealed class Source
    {
        private readonly Pipe _pipe = new(new PipeOptions(useSynchronizationContext: false));

        public Source(string begin, byte[] again, int times, string end) => (Reader, _begin, _again, _left, _end) = (new Counting(this), Encoding.Latin1.GetBytes(begin), again, times, Encoding.UTF8.GetBytes(end));

        private readonly byte[] _begin;
        private readonly byte[] _again;
        private readonly byte[] _end;
        private int _left;

        public PipeReader Reader { get; }

        public long Sent { get; private set; }

        public long MostHeld { get; private set; }

        private void Fill()
        {
            if (Sent == 0)
                Write(_begin);
            for (var room = Math.Max(1, 32 * 1024 / _again.Length); room > 0 && _left > 0; room--, _left--)
                Write(_again);
            if (_left == 0)
            {
                Write(_end);
                _pipe.Writer.Complete();
                _left = -1;
            }
            // Nobody waits: the pipe takes what it is given.
            _ = _pipe.Writer.FlushAsync(CancellationToken.None).AsTask();
        }

        private void Write(byte[] bytes)
        {
            _pipe.Writer.Write(bytes);
            Sent += bytes.Length;
        }

        private sealed class Counting(Source source) : PipeReader
        {
            public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
            {
                if (source._left >= 0)
                    source.Fill();
                var read = await source._pipe.Reader.ReadAsync(cancellationToken);
                source.MostHeld = Math.Max(source.MostHeld, read.Buffer.Length);
                return read;
            }

            public override void AdvanceTo(SequencePosition consumed) => source._pipe.Reader.AdvanceTo(consumed);

            public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => source._pipe.Reader.AdvanceTo(consumed, examined);

            public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

            public override void CancelPendingRead() => throw new NotSupportedException();

            public override void Complete(Exception? exception = null) => source._pipe.Reader.Complete(exception);
        }
    }
}
