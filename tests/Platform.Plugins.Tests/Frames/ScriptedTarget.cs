using System.Runtime.CompilerServices;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Tests.Frames;

/// <summary>An implementation at the plugin's end that does what a test says, with one number for what it takes and answers.</summary>
internal sealed class ScriptedTarget : IPluginDispatcher
{
    /// <summary>What it does with a number.</summary>
    public Func<int, CancellationToken, ValueTask<int>> Call { get; set; } = static (number, _) => new(number + 1);

    /// <summary>What it streams for a number.</summary>
    public Func<int, CancellationToken, IAsyncEnumerable<int>> Stream { get; set; } = static (number, _) =>
        Enumerable.Range(0, number).ToAsyncEnumerable();

    public async ValueTask CallAsync(int member, ReadOnlyMemory<byte> arguments, WireMessage result, CancellationToken cancellationToken) =>
        new WireWriter(result).WriteInt32(await Call(Number(arguments), cancellationToken));

    public async IAsyncEnumerable<WireMessage> StreamAsync(
        int member, ReadOnlyMemory<byte> arguments, WireMessages messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var number in Stream(Number(arguments), cancellationToken))
        {
            var item = messages.Rent();
            new WireWriter(item).WriteInt32(number);
            yield return item;
        }
    }

    public static int Number(ReadOnlyMemory<byte> message)
    {
        var reader = new WireReader(message.Span);
        return reader.ReadInt32();
    }
}
