using FsCheck.Xunit;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Frames;

namespace Platform.Plugins.Tests.Frames;

/// <summary>A plugin that says what no plugin says: the connection ends, and the calls with it; the host does not.</summary>
public sealed class HostilePluginTests
{
    private const uint FirstCall = 1 << 16;

    public static TheoryData<string, byte[], string> Evil => new()
    {
        { "no kind", Frame(0, 0, FirstCall), "no frame" },
        { "another kind", Frame(0, (FrameKind)99, FirstCall), "no frame" },
        { "too long", Frame(5 * 1024 * 1024, FrameKind.Answer, FirstCall), "more than 4194304 bytes" },
        { "negative", Frame(-1, FrameKind.Answer, FirstCall), "more than 4194304 bytes" },
        { "a call", Frame(0, FrameKind.Call, FirstCall), "what only hosts send" },
        { "a credit", Frame(0, FrameKind.Credit, FirstCall), "what only hosts send" },
        { "an answer to nothing", Frame(0, FrameKind.Answer, FirstCall + 5), "nobody made" },
        { "an answer to another use", Frame(0, FrameKind.Answer, FirstCall * 2), "not doing" },
        { "an item of a call", Frame(0, FrameKind.Item, FirstCall), "nobody made" },
        { "an item of nothing", Frame(0, FrameKind.Item, 0xFFFF), "nobody asked for" },
        { "two answers", [.. Frame(0, FrameKind.Answer, FirstCall), .. Frame(0, FrameKind.Answer, FirstCall)], "not doing" },
        { "a half", Frame(0, FrameKind.Answer, FirstCall)[..7], "in the middle" },
        { "half a message", [.. Frame(10, FrameKind.Answer, FirstCall), 1, 2, 3], "in the middle" },
    };

    [Theory]
    [MemberData(nameof(Evil))]
    public async Task What_no_plugin_says_ends_the_connection(string what, byte[] bytes, string sentence)
    {
        Assert.NotEmpty(what);
        var (call, caller) = await SayAsync(bytes);

        await caller.Ended.WaitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(call);
        var channel = caller.Target(3);
        var ended = await Assert.ThrowsAsync<PluginConnectionException>(
            async () => await channel.CallAsync(1, channel.Rent(), TestContext.Current.CancellationToken));
        Assert.Contains(sentence, ended.Message, StringComparison.Ordinal);
        await caller.DisposeAsync();
    }

    [Fact]
    public async Task More_items_than_were_asked_for_end_the_connection()
    {
        using var pair = await SocketPair.OpenAsync();
        await using var caller = new FrameCaller("acme.tax 1.0.0", pair.Host);
        var channel = caller.Target(3);
        await using var items = channel.StreamAsync(1, channel.Rent(), TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = items.MoveNextAsync();

        await pair.Plugin.WriteAsync(Enumerable.Repeat(Frame(0, FrameKind.Item, 0x1FFFF), 100).SelectMany(static frame => frame)
            .ToArray(), TestContext.Current.CancellationToken);

        Assert.True(await first);
        await caller.Ended.WaitAsync(TestContext.Current.CancellationToken);
        var ended = await Assert.ThrowsAsync<PluginConnectionException>(
            async () => await channel.CallAsync(1, channel.Rent(), TestContext.Current.CancellationToken));
        Assert.Contains("more items", ended.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 100)]
    public async Task Whatever_a_plugin_says_the_call_ends(byte[]? bytes, byte kind, ushort length)
    {
        byte[] said = [.. Frame(length % 64, (FrameKind)((kind % 8) + 1), FirstCall), .. bytes ?? []];

        var (call, caller) = await SayAsync(said);

        await caller.Ended.WaitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(call.WaitAsync(TestContext.Current.CancellationToken));
        Assert.True(call.IsCompletedSuccessfully
            || call.Exception!.InnerException is PluginConnectionException or PluginCallException or WireException);
        await caller.DisposeAsync();
    }

    /// <summary>One call, to which a plugin says something and closes.</summary>
    private static async Task<(Task Call, FrameCaller Caller)> SayAsync(byte[] bytes)
    {
        var pair = await SocketPair.OpenAsync();
        var caller = new FrameCaller("acme.tax 1.0.0", pair.Host);
        var channel = caller.Target(3);
        var call = channel.CallAsync(1, channel.Rent(), CancellationToken.None).AsTask();
        await pair.Plugin.WriteAsync(bytes, TestContext.Current.CancellationToken);
        pair.Plugin.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        return (call, caller);
    }

    private static byte[] Frame(int length, FrameKind kind, uint request)
    {
        var bytes = new byte[FrameHeader.Bytes];
        new FrameHeader(length, kind, 3, request).Write(bytes);
        return bytes;
    }
}
