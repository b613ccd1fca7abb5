using System.Runtime.CompilerServices;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Abstractions.Tests.Wire;

/// <summary>A channel to a dispatcher in this process: the bytes cross, and nothing else.</summary>
internal sealed class Loopback(IPluginDispatcher dispatcher) : IPluginChannel
{
    private readonly WireMessages _messages = new(headerBytes: 16);

    public WireMessage Rent() => _messages.Rent();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<WireMessage> CallAsync(int member, WireMessage arguments, CancellationToken cancellationToken)
    {
        using (arguments)
        {
            var answer = _messages.Rent();
            await dispatcher.CallAsync(member, arguments.Bytes, answer, cancellationToken);
            return answer;
        }
    }

    public async IAsyncEnumerable<WireMessage> StreamAsync(int member, WireMessage arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (arguments)
        {
            await foreach (var item in dispatcher.StreamAsync(member, arguments.Bytes, _messages, cancellationToken))
                yield return item;
        }
    }

    /// <summary>A contract of the host, which a plugin implements that was compiled against another.</summary>
    public static THost Between<THost, TPlugin>(TPlugin implementation)
        where THost : class
        where TPlugin : class =>
        (THost)PluginWire.Find(typeof(THost))!.CreateProxy(new Loopback(PluginWire.Find(typeof(TPlugin))!.CreateDispatcher(implementation)));
}
