using System.Security.Cryptography;
using System.Text;
using CityDesk.Import.Reading;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CityDesk.Tests.Import;

public sealed class RecordReaderTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a,b\nc\n", "a,b|c")]
    [InlineData("a,b\r\nc\r\n", "a,b|c")]
    [InlineData("\n\r\na\n\n", "a")]
    [InlineData("\"a\nb\",c\r\nd\n", "\"a\nb\",c|d")]
    [InlineData("\"say \"\"so\"\"\",\"\"\n", "\"say \"\"so\"\"\",\"\"")]
    [InlineData(",\n,,\n", ",|,,")]
    [InlineData("a\rb\n", "a\rb")]
    public async Task Well_formed_records_are_cut_at_their_line_ends(string file, string records) =>
        Assert.Equal(records.Split('|'), (await ReadAllAsync(file)).Select(Text));

    [Theory]
    [InlineData("a\"b,c\nd\n")]
    [InlineData("\"a\"b,c\nd\n")]
    [InlineData("\"a\" ,c\nd\n")]
    [InlineData("\"a\"\r,c\nd\n")]
    [InlineData("x,\"a,c\nd\n\"y\"\n", 2)]
    public async Task A_quote_out_of_place_costs_one_line_and_not_the_next(string file, int following = 1)
    {
        var records = await ReadAllAsync(file);

        Assert.True(records[0].IsMalformed);
        Assert.Equal(following, records.Count - 1);
        Assert.All(records[1..], record => Assert.False(record.IsMalformed));
    }

    [Theory]
    [InlineData("a\n\"b", "not closed before the end")]
    [InlineData("a\n\"b\nc\nd\n", "not closed before the end")]
    [InlineData("a\nb", "no line end")]
    [InlineData("a\n\"b\"", "no line end")]
    [InlineData("a\nb\r", "no line end")]
    public async Task A_file_cut_short_gives_its_whole_records_and_then_says_so(string file, string problem)
    {
        using var reader = new RecordReader(Stream(file));

        Assert.Equal("a", Text((await reader.ReadAsync(Cancelled))!));
        var damage = await Assert.ThrowsAsync<DamagedFileException>(async () => await reader.ReadAsync(Cancelled));

        Assert.Contains(problem, damage.Message, StringComparison.Ordinal);
        Assert.Equal((2, 2), (reader.Offset, reader.Line));
    }

    [Theory]
    [InlineData("a\nb,c", "b,c", false)]
    [InlineData("a\nb,\"c\"", "b,\"c\"", false)]
    [InlineData("a\nb,c\r", "b,c", false)]
    [InlineData("a\nb\"c", "b\"c", true)]
    public async Task A_last_record_without_a_line_end_is_taken_when_asked(string file, string last, bool isMalformed)
    {
        using var reader = new RecordReader(Stream(file), acceptUnterminated: true);
        await reader.ReadAsync(Cancelled);

        var record = (await reader.ReadAsync(Cancelled))!;

        Assert.Equal((last, isMalformed), (Text(record), record.IsMalformed));
        Assert.Equal(Hash(file), reader.ConsumedHash);
        Assert.Null(await reader.ReadAsync(Cancelled));
    }

    [Theory]
    [InlineData('"')]
    [InlineData('x')]
    [InlineData('\0')]
    public async Task What_seems_to_be_an_endless_record_ends_the_reading_with_bounded_memory(char first)
    {
        await using var endless = new EndlessStream((byte)first);
        using var reader = new RecordReader(endless);

        await Assert.ThrowsAsync<DamagedFileException>(async () => await reader.ReadAsync(Cancelled));

        Assert.InRange(endless.Served, RecordReader.MaxRecordBytes, 4 * RecordReader.MaxRecordBytes);
        Assert.Equal(0, reader.Offset);
    }

    [Fact]
    public async Task Records_longer_than_the_buffer_come_whole()
    {
        var text = new string('x', 300_000);
        var records = await ReadAllAsync($"a\n\"{text}\n\"\nb\n");

        Assert.Equal(["a", $"\"{text}\n\"", "b"], records.Select(Text));
    }

    [Fact]
    public async Task Skipping_proves_that_the_start_of_the_file_is_the_same()
    {
        const string file = "a\nb\nc\n";
        using var same = new RecordReader(Stream(file));
        using var other = new RecordReader(Stream("a\nX\nc\n"));
        using var shorter = new RecordReader(Stream("a\n"));

        Assert.True(await same.SkipAsync(4, Hash("a\nb\n"), Cancelled));
        Assert.False(await other.SkipAsync(4, Hash("a\nb\n"), Cancelled));
        Assert.False(await shorter.SkipAsync(4, Hash("a\nb\n"), Cancelled));
        Assert.Equal(3, same.Line);
        Assert.Equal("c", Text((await same.ReadAsync(Cancelled))!));
        Assert.Equal(Hash(file), same.ConsumedHash);
    }

    /// <summary>Whatever the bytes and however the stream hands them out: each byte is accounted for once, and the reader agrees with CsvHelper.</summary>
    [Property(MaxTest = 500)]
    public Property Every_byte_is_consumed_or_named_as_damaged() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>().Generator.Select(Math.Abs).Zip(Pieces()).ToArbitrary(),
        async input =>
        {
            var (seed, pieces) = input;
            var file = string.Concat(pieces);
            using var reader = new RecordReader(new TricklingStream(Encoding.UTF8.GetBytes(file), new System.Random(seed)));
            var consumed = 0L;
            try
            {
                while (await reader.ReadAsync(Cancelled) is { } record)
                {
                    Assert.InRange(record.Offset, consumed, reader.Offset - 1);
                    consumed = reader.Offset;
                    if (!record.IsMalformed && !Text(record).Contains('\r', StringComparison.Ordinal))
                        Assert.NotNull(StrictCsv.Split(record.Bytes, out _));
                }

                Assert.Equal(Encoding.UTF8.GetByteCount(file), reader.Offset);
            }
            catch (DamagedFileException)
            {
                Assert.InRange(reader.Offset, 0, Encoding.UTF8.GetByteCount(file) - 1);
            }

            var start = Encoding.UTF8.GetBytes(file)[..(int)reader.Offset];
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(start)), reader.ConsumedHash);
            Assert.Equal(1 + start.Count(b => b == '\n'), reader.Line);
        });

    private static Gen<string[]> Pieces() =>
        Gen.Elements("a", ",", "\"", "\"\"", "\n", "\r\n", "\r", "é", "\"x\"", "\"y\nz\"").ArrayOf();

    private static async Task<List<CsvRecord>> ReadAllAsync(string file)
    {
        using var reader = new RecordReader(Stream(file));
        var records = new List<CsvRecord>();
        while (await reader.ReadAsync(Cancelled) is { } record)
            records.Add(record);
        return records;
    }

    private static MemoryStream Stream(string file) => new(Encoding.UTF8.GetBytes(file));

    private static string Text(CsvRecord record) => Encoding.UTF8.GetString(record.Bytes);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Hands out a few bytes at a time, as pipes and networks do.</summary>
    private sealed class TricklingStream(byte[] bytes, System.Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 5))], cancellationToken);
    }

    private sealed class EndlessStream(byte first) : MemoryStream
    {
        public long Served { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            if (Served == 0)
                buffer.Span[0] = first;
            Served += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
