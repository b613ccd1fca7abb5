using System.Runtime.CompilerServices;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Frames;

namespace Platform.Plugins.Tests.Frames;

/// <summary>A host and a plugin with a connection between them.</summary>
internal sealed class Connection : IAsyncDisposable
{
    private readonly CancellationTokenSource _ends = new();
    private readonly SocketPair _pair;

    private Connection(SocketPair pair, ScriptedTarget target)
    {
        (_pair, Target) = (pair, target);
        Serving = new FrameServer(pair.Plugin, number => number == 3 ? target : null).RunAsync(_ends.Token);
        Caller = new FrameCaller("acme.tax 1.0.0", pair.Host);
    }

    public ScriptedTarget Target { get; }

    public FrameCaller Caller { get; }

    public Task Serving { get; }

    public static async Task<Connection> OpenAsync(ScriptedTarget? target = null) =>
        new(await SocketPair.OpenAsync(), target ?? new ScriptedTarget());

    public Task<int> CallAsync(int number, CancellationToken cancellationToken) => CallAsync(3, number, cancellationToken);

    public async Task<int> CallAsync(ushort target, int number, CancellationToken cancellationToken)
    {
        var channel = Caller.Target(target);
        var message = channel.Rent();
        new WireWriter(message).WriteInt32(number);
        using var answer = await channel.CallAsync(1, message, cancellationToken);
        return ScriptedTarget.Number(answer.Bytes);
    }

    public async IAsyncEnumerable<int> StreamAsync(int number, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Caller.Target(3);
        var message = channel.Rent();
        new WireWriter(message).WriteInt32(number);
        await foreach (var item in channel.StreamAsync(1, message, cancellationToken))
        {
            using (item)
                yield return ScriptedTarget.Number(item.Bytes);
        }
    }

    /// <summary>What happens to hosts when a process dies.</summary>
    public void KillPlugin() => _pair.Plugin.Dispose();

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await _ends.CancelAsync();
        await Serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pair.Dispose();
        _ends.Dispose();
    }
}
