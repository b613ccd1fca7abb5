using Platform.Plugins.Catalogue;

namespace Platform.Plugins.Generations;

/// <summary>A start that is under way. It belongs to the host: who waits for it may give up waiting, and that is all.</summary>
internal sealed class PluginStart(InstalledPlugin plugin, CancellationToken hostEnds) : IDisposable
{
    private readonly CancellationTokenSource _abandoned = CancellationTokenSource.CreateLinkedTokenSource(hostEnds);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InstalledPlugin Plugin { get; } = plugin;

    public bool Brings(string contract) => Plugin.Manifest.Contributions.Any(each => each.Contract == contract);

    /// <summary>Cancelled when something else is wanted meanwhile, or the host ends.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Ends when it is called, or it is known that it will not be.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Ends when the version that it takes the place of has stopped, too.</summary>
    public Task Finished { get; private set; } = Task.CompletedTask;

    public void Run(Func<PluginStart, Task> run) => Finished = Task.Run(() => run(this));

    public void Settle() => _settled.TrySetResult();

    /// <summary>Cancels it. Not under a lock: whoever has registered with the token is called here.</summary>
    public async Task AbandonAsync()
    {
        try
        {
            await _abandoned.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is AggregateException or ObjectDisposedException)
        {
            // What a plugin throws when it is told to give up is its own affair; and what has ended needs no telling.
        }
    }

    public void Dispose() => _abandoned.Dispose();
}
