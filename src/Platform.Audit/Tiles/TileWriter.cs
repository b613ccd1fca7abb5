using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Platform.Audit.Trees;

namespace Platform.Audit.Tiles;

/// <summary>Appends records to a log of tiles: full tiles and bundles are written as they fill, those at the right edge by <see cref="FlushAsync"/>.</summary>
/// <remarks>
/// Not for several threads at once. When the target throws, the writer is spent: <see cref="OpenAsync"/> takes up the log from its last flush.
/// </remarks>
public sealed class TileWriter
{
    private readonly ITileTarget _target;
    private readonly RightEdge _edge;
    private readonly ArrayBufferWriter<byte> _bundle = new();
    private bool _isSpent;

    /// <summary>Begins an empty log.</summary>
    /// <param name="target">Where its tiles go.</param>
    public TileWriter(ITileTarget target)
        : this(target, new RightEdge(), 0)
    {
    }

    private TileWriter(ITileTarget target, RightEdge edge, long size)
    {
        ArgumentNullException.ThrowIfNull(target);
        (_target, _edge, Size) = (target, edge, size);
    }

    /// <summary>The number of records.</summary>
    public long Size { get; private set; }

    /// <summary>The root of the tree over them. Sign it after <see cref="FlushAsync"/>: whoever has a checkpoint asks for its tiles.</summary>
    public TreeHash Root => _edge.ComputeRoot();

    /// <summary>Takes up a log where it was flushed. Records that were appended after that are appended again, the same in the same order.</summary>
    /// <param name="source">Where its tiles are.</param>
    /// <param name="target">Where they go on.</param>
    /// <param name="size">The size of the last checkpoint.</param>
    /// <param name="root">The root of the last checkpoint.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="TileException">A tile is missing or is not what was signed.</exception>
    public static async ValueTask<TileWriter> OpenAsync(
        ITileSource source, ITileTarget target, long size, TreeHash root, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var writer = new TileWriter(target, await RightEdge.LoadAsync(source, size, size, cancellationToken).ConfigureAwait(false), size);
        var (bundleIndex, width) = Math.DivRem(size, TileAddress.FullWidth);
        if (writer.Root != root)
        {
            var last = TileAddress.Hashes(0, Math.Max(0, size - 1) / TileAddress.FullWidth);
            throw new TileException("The tiles at the right edge do not have the root that was signed.", last);
        }
        if (width > 0)
        {
            var address = TileAddress.Entries(bundleIndex, (int)width);
            writer.TakeUp(await source.ReadAsync(address, cancellationToken).ConfigureAwait(false), address);
        }
        return writer;
    }

    /// <summary>Appends a record.</summary>
    /// <param name="record">Its bytes, 65,535 at most.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>The index of the record.</returns>
    /// <exception cref="ArgumentException">The record is longer.</exception>
    /// <exception cref="InvalidOperationException">The target has thrown before.</exception>
    public async ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        if (record.Length > EntryBundle.MaxEntryLength)
            throw new ArgumentException($"An entry has at most {EntryBundle.MaxEntryLength} bytes, not {record.Length}.", nameof(record));
        RequireUsable();

        BinaryPrimitives.WriteUInt16BigEndian(_bundle.GetSpan(sizeof(ushort)), (ushort)record.Length);
        _bundle.Advance(sizeof(ushort));
        _bundle.Write(record.Span);
        var isFull = _edge.Push(0, TreeHasher.HashLeaf(record.Span));
        if (isFull)
            await WriteFullAsync(cancellationToken).ConfigureAwait(false);
        return Size++;
    }

    /// <summary>Writes the tiles and the bundle at the right edge, so that the tree of the present size can be read.</summary>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends when they are written.</returns>
    /// <exception cref="InvalidOperationException">The target has thrown before.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        RequireUsable();
        _isSpent = true;
        if (_bundle.WrittenCount > 0)
        {
            var address = TileAddress.Entries(_edge.IndexAt(0), _edge.HashesAt(0).Length);
            await _target.WriteAsync(address, _bundle.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
        for (var level = 0; level < _edge.Levels; level++)
        {
            if (!_edge.HashesAt(level).IsEmpty)
                await WriteHashesAsync(level, cancellationToken).ConfigureAwait(false);
        }
        _isSpent = false;
    }

    private async ValueTask WriteFullAsync(CancellationToken cancellationToken)
    {
        _isSpent = true;
        await _target.WriteAsync(TileAddress.Entries(_edge.IndexAt(0)), _bundle.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _bundle.ResetWrittenCount();
        var level = 0;
        do
        {
            await WriteHashesAsync(level, cancellationToken).ConfigureAwait(false);
            level++;
        }
        while (_edge.Push(level, _edge.Raise(level - 1)));
        _isSpent = false;
    }

    private ValueTask WriteHashesAsync(int level, CancellationToken cancellationToken)
    {
        var hashes = _edge.HashesAt(level);
        var bytes = MemoryMarshal.AsBytes(hashes.Span).ToArray();
        return _target.WriteAsync(TileAddress.Hashes(level, _edge.IndexAt(level), hashes.Length), bytes, cancellationToken);
    }

    private void TakeUp(ReadOnlyMemory<byte> bundle, TileAddress address)
    {
        Span<TreeHash> hashes = stackalloc TreeHash[address.Width];
        if (!EntryBundle.TryHash(bundle.Span, hashes) || !hashes.SequenceEqual(_edge.HashesAt(0).Span))
            throw new TileException("Its entries are not those whose hashes were signed.", address);
        _bundle.Write(bundle.Span);
    }

    private void RequireUsable()
    {
        if (_isSpent)
            throw new InvalidOperationException("Writing a tile has failed; open the log again.");
    }
}
