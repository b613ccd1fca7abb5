using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests.Reference;

/// <summary>A root key that counts its calls and fails when told to.</summary>
internal sealed class CountingRootKey : IRootKey, IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"platform-root-{Guid.NewGuid():N}");
    private readonly LocalRootKey _inner;
    private int _wraps;
    private int _unwraps;

    public CountingRootKey()
    {
        LocalRootKey.CreateFile(_file);
        _inner = LocalRootKey.ReadFile(_file);
        File.Delete(_file);
    }

    public string CurrentVersion => _inner.CurrentVersion;

    public int Wraps => _wraps;

    public int Unwraps => _unwraps;

    public Exception? Failure { get; set; }

    /// <summary>What a call waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool AnswersWithAnotherKey { get; set; }

    public bool AnswersWithZeros { get; set; }

    /// <summary>What happens before a key is unwrapped.</summary>
    public Func<Task> Before { get; set; } = static () => Task.CompletedTask;

    public async ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _wraps);
        await Gate.WaitAsync(cancellationToken);
        return Failure is { } failure ? throw failure : await _inner.WrapAsync(secret, context, cancellationToken);
    }

    public async ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _unwraps);
        await Before();
        await Gate;
        if (Failure is { } failure)
            throw failure;
        var isUnwrapped = await _inner.TryUnwrapAsync(wrapped, context, secret, cancellationToken);
        if (AnswersWithAnotherKey)
            secret.Span[0] ^= 1;
        if (AnswersWithZeros)
            secret.Span.Clear();
        return isUnwrapped;
    }

    public void Dispose() => _inner.Dispose();
}
