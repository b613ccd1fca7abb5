using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>All that a store of an engine can do.</summary>
public interface IWholeStore : IAuditPartitionedStore, IAuditPersonalStore, IAuditSearchStore, IAuditInspectedStore, IAuditIntakeStore;

/// <summary>A store in which something happens at a moment that only the store knows.</summary>
public class HookedStore : DispatchProxy
{
    private IAuditPartitionedStore? _store;

    private Func<Task>? _beforeRecords;

    /// <summary>Once, before records are read.</summary>
    public Func<Task>? BeforeRecords
    {
        get => _beforeRecords;
        set => _beforeRecords = value;
    }

    /// <summary>Once, when a drop has its record, before both are committed.</summary>
    public Func<Task>? BeforeDrop { get; set; }

    public static (IWholeStore Store, HookedStore Hooks) Of(IAuditPartitionedStore store)
    {
        var proxy = Create<IWholeStore, HookedStore>();
        var hooks = (HookedStore)(object)proxy;
        hooks._store = store;
        return (proxy, hooks);
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Whoever has called unboxes it, and awaits it once.")]
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        ArgumentNullException.ThrowIfNull(args);
        if (targetMethod.Name == nameof(ITileSource.ReadAsync) && ((TileAddress)args[0]!).IsEntries)
            return ReadAsync((TileAddress)args[0]!, (CancellationToken)args[1]!);
        if (targetMethod.Name == nameof(IAuditInspectedStore.ReadRecordRowsAsync))
            return ReadRowsAsync((long)args[0]!, (long)args[1]!, (CancellationToken)args[2]!);
        if (targetMethod.Name == nameof(IAuditPartitionedStore.TryBeginDropAsync))
            return BeginDropAsync((AuditPartition)args[0]!, (CancellationToken)args[1]!);
        try
        {
            return targetMethod.Invoke(_store, args);
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
            throw;
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken)
    {
        await RecordsAsync();
        return await _store!.ReadAsync(address, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<AuditRecordRow>> ReadRowsAsync(long first, long end, CancellationToken cancellationToken)
    {
        await RecordsAsync();
        return await ((IAuditInspectedStore)_store!).ReadRecordRowsAsync(first, end, cancellationToken);
    }

    private async Task RecordsAsync()
    {
        if (Interlocked.Exchange(ref _beforeRecords, null) is { } happens)
            await happens();
    }

    private async ValueTask<IAuditPartitionDrop?> BeginDropAsync(AuditPartition partition, CancellationToken cancellationToken) =>
        await _store!.TryBeginDropAsync(partition, cancellationToken) is { } drop ? new Drop(this, drop) : null;

    private sealed class Drop(HookedStore store, IAuditPartitionDrop drop) : IAuditPartitionDrop
    {
        public async ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            if (store.BeforeDrop is { } happens)
            {
                store.BeforeDrop = null;
                await happens();
            }
            await drop.CommitAsync(batch, cancellationToken);
        }

        public ValueTask DisposeAsync() => drop.DisposeAsync();
    }
}
