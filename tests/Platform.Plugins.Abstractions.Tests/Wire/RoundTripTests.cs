using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Abstractions.Wire;
using Platform.Testing;

namespace Platform.Plugins.Abstractions.Tests.Wire;

/// <summary>What crosses arrives as it was.</summary>
public sealed class RoundTripTests
{
    private readonly Echo _echo = new();
    private readonly IEcho _proxy;

    public RoundTripTests() => _proxy = Loopback.Between<IEcho, IEcho>(_echo);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 500)]
    public async Task Every_kind_of_number_text_and_time_arrives_as_it_was(
        (bool, byte, sbyte, short, ushort, char, int) first, (uint, long, ulong, float, double, decimal) second, NonNull<string> text, Guid guid, (DateTimeOffset, DateTime, TimeSpan) times,
        (int?, string, Guid?) maybe)
    {
        var value = new Scalars(
            first.Item1, first.Item2, first.Item3, first.Item4, first.Item5, first.Item6, first.Item7, second.Item1, second.Item2, second.Item3, second.Item4, second.Item5, second.Item6,
            Whole(text.Get), guid, times.Item1, times.Item2, times.Item3, DateOnly.FromDateTime(times.Item2), TimeOnly.FromDateTime(times.Item2), Colour.Green, maybe.Item1,
            maybe.Item2 is null ? null : Whole(maybe.Item2), maybe.Item1 is null ? null : Colour.Red, maybe.Item3);

        var arrived = await _proxy.ScalarsAsync(value, Token);

        Assert.Equal(value, arrived);
        Assert.Equal(value.Moment.Offset, arrived.Moment.Offset);
        Assert.Equal(value.Time.Kind, arrived.Time.Kind);
        Assert.Equal(value.Decimal.Scale, arrived.Decimal.Scale);
    }

    public static TheoryData<DateTimeOffset> Edges => [DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(1, 1, 1, 14, 0, 0, TimeSpan.FromHours(14)), new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.FromHours(-14))];

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task The_edges_of_the_calendar_arrive(DateTimeOffset moment)
    {
        var value = Sample with { Moment = moment, Time = DateTime.MaxValue, Day = DateOnly.MaxValue, Clock = TimeOnly.MaxValue, Span = TimeSpan.MinValue, Decimal = decimal.MinValue };

        Assert.Equal(value, await _proxy.ScalarsAsync(value, Token));
    }

    [Property(MaxTest = 200)]
    public async Task Arrays_lists_and_dictionaries_arrive_with_all_that_they_hold(byte[]? bytes, int[]? numbers, Guid[]? ids, Dictionary<int, int?>? counts)
    {
        var value = new Collections
        {
            Bytes = bytes ?? [],
            Numbers = numbers ?? [],
            Tables = [["a", null], [], ["\U0001F600"]],
            Colours = [Colour.Red, (Colour)77],
            Lines = [new Line(Guid.Empty, Guid.Empty, Guid.Empty, 1, 2)],
            Once = (numbers ?? []).Where(static number => number > 0),
            Ids = [.. ids ?? []],
            Counts = (counts ?? []).ToDictionary(static pair => $"{pair.Key}", static pair => pair.Value),
            Groups = new Dictionary<int, List<string>> { [1] = ["one", "uno"], [2] = [] },
        };

        var arrived = await _proxy.CollectionsAsync(value);

        Assert.Equal(value.Bytes, arrived.Bytes);
        Assert.Equal(value.Numbers, arrived.Numbers);
        Assert.Equal(value.Tables, arrived.Tables);
        Assert.Equal(value.Colours, arrived.Colours);
        Assert.Equal(value.Lines, arrived.Lines);
        Assert.Equal(value.Once, arrived.Once);
        Assert.Equal(value.Ids, arrived.Ids);
        Assert.Equal(value.Counts, arrived.Counts);
        Assert.Equal(value.Groups, arrived.Groups);
    }

    [Fact]
    public async Task What_has_itself_arrives_and_nothing_arrives_as_nothing()
    {
        var value = new Node(1, new Node(2, null, []), [new Node(3, null, [])]);

        var arrived = await _proxy.NodeAsync(value, Token);

        Assert.Equal((1, 2, 3), (arrived!.Value, arrived.Next!.Value, Assert.Single(arrived.Children).Value));
        Assert.Null(await _proxy.NodeAsync(null, Token));
    }

    [Fact]
    public async Task A_class_is_made_by_its_constructor_and_its_properties()
    {
        var arrived = await _proxy.PlainAsync(new Plain(7) { Name = "seven" });

        Assert.Equal("seven 7", arrived.Shown);
    }

    [Fact]
    public async Task Bytes_arrive_as_a_copy_or_as_nothing()
    {
        Assert.Equal(new byte[] { 1, 2, 3 }, (await _proxy.BytesAsync(new byte[] { 1, 2 }.AsMemory(), [3]))!.Value.ToArray());
        Assert.Null(await _proxy.BytesAsync(null, [3]));
    }

    [Fact]
    public async Task What_would_not_arrive_whole_is_refused_before_it_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _proxy.PlainAsync(new Heir()));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _proxy.ScalarsAsync(null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _proxy.ScalarsAsync(Sample with { Text = null! }, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _proxy.BytesAsync(null, null!));
        await Assert.ThrowsAsync<EncoderFallbackException>(async () => await _proxy.ScalarsAsync(Sample with { Text = "\uD800" }, Token));
        var deep = Enumerable.Range(0, 100).Aggregate((Node?)null, static (inner, at) => new Node(at, inner, []));
        Assert.Contains("64 deep", (await Assert.ThrowsAsync<WireException>(async () => await _proxy.NodeAsync(deep, Token))).Message, StringComparison.Ordinal);
        var large = await Assert.ThrowsAsync<WireException>(async () => await _proxy.BytesAsync(null, new byte[5 * 1024 * 1024]));
        Assert.Contains("longer than 4194304 bytes", large.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_asks_for_no_more_than_is_taken_and_begins_anew_each_time()
    {
        var counting = _proxy.CountAsync("so", 1_000, Token);
        Assert.Equal(0, _echo.Counted);

        for (var i = 0; i < 2; i++)
        {
            var taken = new List<string>();
            await foreach (var item in counting)
            {
                taken.Add(item);
                if (taken.Count == 3)
                    break;
            }

            Assert.Equal(["so 1", "so 2", "so 3"], taken);
            Assert.Equal(3, _echo.Counted);
        }
    }

    [Fact]
    public async Task A_stream_ends_when_whoever_reads_it_gives_up()
    {
        using var given = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in _proxy.CountAsync("so", 1_000, CancellationToken.None).WithCancellation(given.Token))
                await given.CancelAsync();
        });
        Assert.Equal(1, _echo.Counted);
    }

    [Fact]
    public async Task What_a_plugin_throws_is_thrown() => await Assert.ThrowsAsync<InvalidOperationException>(_proxy.FailAsync);

    [Fact]
    public void A_call_with_64_bytes_each_way_allocates_nothing()
    {
        var line = new Line(Guid.AllBitsSet, Guid.Empty, Guid.AllBitsSet, 4, 5);

        AllocationMeter.AssertBytesPerCall(0, async () =>
        {
            if (await _proxy.LineAsync(line, CancellationToken.None) != line)
                throw new InvalidOperationException("It did not arrive.");
        });
    }

    internal static Scalars Sample { get; } = new(
        true, 1, -1, -2, 2, 'x', -3, 3, -4, 4, 1.5f, -2.5, 1.10m, "text", Guid.AllBitsSet, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), TimeSpan.FromHours(1),
        new DateOnly(2026, 1, 2), new TimeOnly(3, 4), Colour.Red, 5, "note", Colour.Green, Guid.Empty);

    /// <summary>Without halves of pairs, which no UTF-8 can say.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
