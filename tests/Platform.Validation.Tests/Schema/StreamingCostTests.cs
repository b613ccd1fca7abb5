using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Platform.Validation.Schema;
using Platform.Validation.Schema.Streaming;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Tests.Schema;

/// <summary>What somebody can make a text that arrives cost: in time, in memory, in levels.</summary>
public sealed class StreamingCostTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>One piece after another, of which nothing can be judged: walking over all of them each time would take a minute.</summary>
    [Fact]
    public async Task What_is_held_is_not_walked_over_again_with_each_piece()
    {
        var schema = JsonSchema.Compile("true", new JsonSchemaOptions { Limits = new SchemaLimits { MaxBytes = 100 * 1024 * 1024 } });
        var started = Stopwatch.GetTimestamp();

        Assert.True(await schema.IsValidAsync(new Growing("[\"", new string('a', 256), 200_000, "\"]"), Ending));

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
    }

    /// <summary>Levels that are opened and closed again in each part: each was one more search through all that had arrived.</summary>
    [Fact]
    public async Task Going_down_costs_nothing_for_what_has_been_looked_at()
    {
        const int Levels = 250;
        var schema = JsonSchema.Compile("true", new JsonSchemaOptions { Limits = new SchemaLimits { MaxDepth = 256, MaxBytes = 100 * 1024 * 1024 } });
        var items = string.Concat(Enumerable.Repeat("1,", 30_000));
        var deep = $"{new string('[', Levels)}{items}1{new string(']', Levels)},";
        var flat = $"{new string('[', 1)}{items}1{new string(']', 1)},";
        await Time(flat);

        var (shallow, sunk) = (await Time(flat), await Time(deep));

        Assert.True(sunk < (shallow * 8) + TimeSpan.FromMilliseconds(200), $"{sunk} with {Levels} levels, and {shallow} with one");

        async Task<TimeSpan> Time(string again)
        {
            var json = Encoding.UTF8.GetBytes($"[{string.Concat(Enumerable.Repeat(again, 60))}1]");
            var started = Stopwatch.GetTimestamp();
            Assert.True(await schema.IsValidAsync(PipeReader.Create(new ReadOnlySequence<byte>(json)), Ending));
            return Stopwatch.GetElapsedTime(started);
        }
    }

    [Theory]
    [InlineData("{\"a\":", "[", "1,", "1]}")]
    [InlineData("", "[", "1,", "1]")]
    [InlineData("[1,", "[", "1,", "1]]")]
    [InlineData("{\"a\"", ":[", "1,", "1]}")]
    [InlineData("{", "\"a\":[", "1,", "1]}")]
    public async Task Blanks_before_a_value_do_not_keep_it_from_being_judged_in_parts(string before, string begin, string again, string end)
    {
        var schema = JsonSchema.Compile("""{"items":{"items":{"type":"integer"}},"properties":{"a":{"items":{"type":"integer"}}}}""");
        var reader = new Growing(before + new string(' ', 40_000) + begin, string.Concat(Enumerable.Repeat(again, 1_000)), 400, end);

        Assert.True(await schema.IsValidAsync(reader, Ending));

        Assert.InRange(reader.MostHeld, 40_000, 128 * 1024);
    }

    [Fact]
    public void Of_a_long_name_a_hash_is_kept()
    {
        var container = new OpenContainer(isObject: true, "", [], new ScanLimits(1, 1, 1, 1, false));
        string[] names = [.. Enumerable.Range(0, 1_000).Select(static i => new string('x', 12_000) + i)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var name in names)
            Assert.True(container.TryAdd(name));
        // Nor anything else that is as long as the name.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);

        for (var i = 0; i < 1_000; i++)
            Assert.True(container.TryAdd($"x{i}"));
        Assert.False(container.TryAdd(new string('x', 12_000) + 999));
        Assert.False(container.TryAdd("x999"));
        Assert.True(container.HasNames);
    }

    [Theory]
    [InlineData("""{"items":{"items":{"items":{"type":"integer"}}}}""", "[[[1]],[[1]],[[1]]]")]
    [InlineData("""{"properties":{"a":{"allOf":[{"properties":{"b":{"items":{"type":"integer"}}}}]}}}""", """{"a":{"b":[1,2],"c":[1]},"d":{"e":[]}}""")]
    [InlineData(
        """{"items":{"patternProperties":{"^a":{"items":{"minimum":0}}},"propertyNames":{"anyOf":[{"minLength":1}]}}}""",
        """[{"ab":[1,2],"x":[1]},{"a":[]}]""")]
    public async Task As_many_levels_of_evaluation_are_let_in_as_of_a_text_in_one_piece(string text, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var verdicts = new List<bool>();
        for (var depth = 1; depth <= 7; depth++)
        {
            var schema = JsonSchema.Compile(text, new JsonSchemaOptions { Limits = new SchemaLimits { MaxEvaluationDepth = depth } });
            verdicts.Add(schema.IsValid(bytes));
            var parts = await schema.ValidateAsync(new Growing("", json, 1, ""), SchemaDetail.AllFailures, 1, Ending);
            Assert.Equal(schema.Validate(bytes).ToString(), parts.ToString());
            Assert.Equal(verdicts[^1], await schema.IsValidAsync(new Growing("", json, 1, ""), 1, Ending));
        }
        Assert.Contains(true, verdicts);
        Assert.Contains(false, verdicts);
    }

    [Theory]
    [InlineData("[[1,2],[3]]", true)]
    [InlineData("[[1,2] [3]]", false)]
    [InlineData("[[1,2],[3]", false)]
    [InlineData("[[1,2]}", false)]
    public async Task Empty_pieces_are_pieces_too(string json, bool isValid)
    {
        var schema = JsonSchema.Compile("true");
        Assert.Equal(isValid, await schema.IsValidAsync(new Growing("", json, 1, "", withEmptyPieces: true), 1, Ending));
        var parts = await schema.ValidateAsync(new Growing("", json, 1, "", withEmptyPieces: true), SchemaDetail.AllFailures, 1, Ending);
        Assert.Equal(schema.Validate(Encoding.UTF8.GetBytes(json)).ToString(), parts.ToString());
    }

    [Fact]
    public async Task A_format_that_answers_otherwise_when_it_is_asked_again_leaves_no_refusal_without_a_reason()
    {
        var asked = 0;
        var options = new JsonSchemaOptions { CustomFormats = { ["moody"] = _ => asked++ % 2 != 0 } };
        var schema = JsonSchema.Compile("""{"items":{"items":{"format":"moody"}}}""", options);

        var result = await schema.ValidateAsync(new Growing("", """[["a"],[1]]""", 1, ""), SchemaDetail.AllFailures, 1, Ending);

        Assert.Equal(ValidationCodes.ValueNotAllowed, Assert.Single(result.Failures).Code);
    }

    [Fact]
    public async Task A_format_that_throws_leaves_the_reader_ready_to_be_read()
    {
        var options = new JsonSchemaOptions { CustomFormats = { ["broken"] = _ => throw new TimeZoneNotFoundException() } };
        var schema = JsonSchema.Compile("""{"items":{"items":{"format":"broken"}}}""", options);
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("""[["a"],["b"],"""), Ending);

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await schema.IsValidAsync(pipe.Reader, 1, Ending));

        await pipe.Writer.CompleteAsync();
        Assert.True((await pipe.Reader.ReadAsync(Ending)).IsCompleted);
    }

    /// <summary>Gives one piece more with each read, and says how much is held at most.</summary>
    private sealed class Growing(string begin, string again, int times, string end, bool withEmptyPieces = false) : PipeReader
    {
        private readonly byte[] _again = Encoding.UTF8.GetBytes(again);
        private Piece? _first;
        private Piece? _last;
        private int _from;
        private int _given = -1;

        public long MostHeld { get; private set; }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (withEmptyPieces)
                Append(default);
            if (_given < 0)
                Append(Encoding.UTF8.GetBytes(begin));
            else
                Append(_given < times ? _again : Encoding.UTF8.GetBytes(end));
            var sequence = new ReadOnlySequence<byte>(_first!, _from, _last!, _last!.Memory.Length);
            MostHeld = Math.Max(MostHeld, sequence.Length);
            return new(new ReadResult(sequence, isCanceled: false, isCompleted: _given++ == times));
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            (_first, _from) = ((Piece)consumed.GetObject()!, consumed.GetInteger());

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void CancelPendingRead() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null)
        {
        }

        private void Append(ReadOnlyMemory<byte> memory)
        {
            _last = new Piece(memory, _last);
            _first ??= _last;
        }

        private sealed class Piece : ReadOnlySequenceSegment<byte>
        {
            public Piece(ReadOnlyMemory<byte> memory, Piece? before)
            {
                Memory = memory;
                if (before is null)
                    return;
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
