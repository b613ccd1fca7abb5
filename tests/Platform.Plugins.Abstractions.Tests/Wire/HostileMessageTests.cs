using FsCheck.Xunit;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Abstractions.Tests.Wire;

/// <summary>Bytes that somebody made who means no good: refused by one kind of exception, and before anything is allocated for what they announce.</summary>
public sealed class HostileMessageTests
{
    private static readonly IPluginDispatcher Dispatcher = PluginWire.Find(typeof(IEcho))!.CreateDispatcher(new Echo());

    private delegate void Reading(ref WireReader reader);

    public static TheoryData<string, byte[], string> Evil => new()
    {
        { "truth", [2], "neither 0 nor 1" },
        { "number", [1, 2, 3], "ends before" },
        { "text", [5, 0, 0, 0, 65], "ends before" },
        { "text", [255, 255, 255, 255], "ends before" },
        { "text", [255, 255, 255, 127], "ends before" },
        { "text", [2, 0, 0, 0, 0xC3, 0x28], "UTF-8" },
        { "text", [3, 0, 0, 0, 0xED, 0xA0, 0x80], "UTF-8" },
        { "bytes", [255, 255, 255, 127, 1], "ends before" },
        { "count", [255, 255, 255, 127], "More elements" },
        { "count", [255, 255, 255, 255], "More elements" },
        { "count", [2, 0, 0, 0, 0, 0, 0, 0, 0], "More elements" },
        { "object", [9, 0, 0, 0], "ends before" },
        { "object", [255, 255, 255, 255], "ends before" },
        { "decimal", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 29, 0], "decimal" },
        { "decimal", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], "decimal" },
        { "moment", [255, 255, 255, 255, 255, 255, 255, 255, 0, 0], "calendar" },
        { "moment", [0, 0, 0, 0, 0, 0, 0, 0, 255, 255], "calendar" },
        { "moment", [0, 0, 0, 0, 0, 0, 0, 1, 73, 3], "calendar" },
        { "time", [0, 0, 0, 0, 0, 0, 0, 0, 3], "calendar" },
        { "day", [255, 255, 255, 127], "calendar" },
        { "clock", [0, 0, 0, 0, 0, 0, 0, 127], "outside of the day" },
    };

    [Theory]
    [MemberData(nameof(Evil))]
    public void What_is_no_value_is_refused(string what, byte[] bytes, string sentence)
    {
        Reading reading = what switch
        {
            "truth" => static (ref reader) => reader.ReadBoolean(),
            "number" => static (ref reader) => reader.ReadInt32(),
            "text" => static (ref reader) => reader.ReadString(),
            "bytes" => static (ref reader) => reader.ReadBytes(),
            "count" => static (ref reader) => reader.ReadCount(4),
            "object" => static (ref reader) => reader.EnterObject(),
            "decimal" => static (ref reader) => reader.ReadDecimal(),
            "moment" => static (ref reader) => reader.ReadDateTimeOffset(),
            "time" => static (ref reader) => reader.ReadDateTime(),
            "day" => static (ref reader) => reader.ReadDateOnly(),
            _ => static (ref reader) => reader.ReadTimeOnly(),
        };

        Assert.Contains(sentence, Refusal(bytes, reading), StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_in_itself_without_end_ends_before_the_stack_does()
    {
        var bytes = new byte[70 * 4];
        for (var at = 0; at < 70; at++)
            BitConverter.TryWriteBytes(bytes.AsSpan(at * 4), (69 - at) * 4);

        Assert.Contains("64 deep", Refusal(bytes, static (ref reader) =>
        {
            while (true)
                reader.EnterObject();
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_read_beyond_the_value_that_was_entered()
    {
        var reader = new WireReader([4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]);
        var outer = reader.EnterObject();
        Assert.Equal(1, reader.ReadInt32());
        Assert.False(reader.HasMore);

        reader.LeaveObject(outer);

        Assert.Equal(2, reader.ReadInt32());
        Assert.Contains("ends before", Refusal([4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0], static (ref inner) =>
        {
            inner.EnterObject();
            inner.ReadInt64();
        }), StringComparison.Ordinal);
    }

    [Property(MaxTest = 2_000)]
    public async Task Any_bytes_are_arguments_or_are_refused_as_such(byte member, byte[]? bytes)
    {
        await CallAsync((member % 10) + 1, bytes ?? []);
    }

    [Property(MaxTest = 2_000)]
    public async Task A_message_that_was_damaged_is_arguments_or_is_refused_as_such(uint at, byte by, uint cut)
    {
        var bytes = await ArgumentsAsync();
        bytes[at % bytes.Length] = by;

        await CallAsync(1, bytes.AsMemory(0, (int)(cut % (bytes.Length + 1))));
        await CallAsync(1, bytes);
    }

    [Fact]
    public async Task A_message_that_announces_the_most_costs_no_memory()
    {
        byte[] bytes = [.. BitConverter.GetBytes(1 << 20), .. new byte[1 << 10]];
        await CallAsync(2, bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await CallAsync(2, bytes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static string Refusal(byte[] bytes, Reading reading)
    {
        try
        {
            var reader = new WireReader(bytes);
            reading(ref reader);
            return "nothing was refused";
        }
        catch (WireException refused)
        {
            return refused.Message;
        }
    }

    /// <summary>Arguments of the method that takes one of each.</summary>
    private static async Task<byte[]> ArgumentsAsync()
    {
        var recorder = new Recorder();
        await Assert.ThrowsAsync<NotSupportedException>(async () => await ((IEcho)PluginWire.Find(typeof(IEcho))!.CreateProxy(recorder)).ScalarsAsync(RoundTripTests.Sample, CancellationToken.None));
        return recorder.Arguments;
    }

    private static async Task CallAsync(int member, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var result = new WireMessages().Rent();
            await Dispatcher.CallAsync(member, bytes, result, CancellationToken.None);
        }
        catch (WireException)
        {
            // As it should be.
        }
        catch (InvalidOperationException fault) when (fault.Message == "It fails.")
        {
            // The one that takes nothing, and fails.
        }
    }

    private sealed class Recorder : IPluginChannel
    {
        private readonly WireMessages _messages = new();

        public byte[] Arguments { get; private set; } = [];

        public WireMessage Rent() => _messages.Rent();

        public ValueTask<WireMessage> CallAsync(int member, WireMessage arguments, CancellationToken cancellationToken)
        {
            Arguments = arguments.Bytes.ToArray();
            throw new NotSupportedException();
        }

        public IAsyncEnumerable<WireMessage> StreamAsync(int member, WireMessage arguments, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
