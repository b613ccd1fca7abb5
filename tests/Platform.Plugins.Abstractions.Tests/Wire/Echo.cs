using System.Runtime.CompilerServices;

namespace Platform.Plugins.Abstractions.Tests.Wire;

/// <summary>Answers what it was given.</summary>
internal sealed class Echo : IEcho
{
    /// <summary>What a stream has been asked for.</summary>
    public int Counted { get; private set; }

    public ValueTask<Scalars> ScalarsAsync(Scalars value, CancellationToken cancellationToken) => new(value);

    public ValueTask<Collections> CollectionsAsync(Collections value) => new(value);

    public Task<Node?> NodeAsync(Node? value, CancellationToken cancellationToken) => Task.FromResult(value);

    public ValueTask<Line> LineAsync(Line value, CancellationToken cancellationToken) => new(value);

    public async IAsyncEnumerable<string> CountAsync(string word, int times, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Counted = 0; Counted < times;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return $"{word} {++Counted}";
        }
        await Task.CompletedTask;
    }

    public Task FailAsync() => throw new InvalidOperationException("It fails.");

    public ValueTask<Plain> PlainAsync(Plain value) => new(value);

    public ValueTask<ReadOnlyMemory<byte>?> BytesAsync(ReadOnlyMemory<byte>? value, byte[] more) => new(value is { } bytes ? bytes.ToArray().Concat(more).ToArray() : (ReadOnlyMemory<byte>?)null);
}
