using System.Buffers;
using System.Security.Cryptography;
using Platform.Encryption.Formats;
using Platform.Encryption.Indexes;
using Platform.Encryption.Keys;
using Platform.Shared;

namespace Platform.Encryption;

/// <summary>Computes the values of a <see cref="BlindIndex"/> for a tenant: a keyed hash (AES-256-CMAC) of the normalised text, cut to the bits of the plan.</summary>
/// <remarks>
/// While a key rotates two values of a text are alive: rows are given the one of the newest key, searches ask for those of all. Thread-safe. Those of a
/// <see cref="KeyLease"/> belong to the keyring. Disposing it zeroes the keys that it derived.
/// </remarks>
public sealed class BlindIndexer : IDisposable
{
    private const int UnitsOnStack = 128;
    private const int BytesPerUnit = 3;

    private readonly IndexKey[] _keys;
    private readonly KeyUse? _use;

    /// <summary>Makes an indexer.</summary>
    /// <param name="keys">The keys; the primary makes the values of rows, all of them those of searches.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="index">What is found and how.</param>
    /// <exception cref="ArgumentException">The tenant is empty, too long or not well-formed text.</exception>
    /// <exception cref="ObjectDisposedException">A key of the set was disposed.</exception>
    public BlindIndexer(Keyset keys, string tenant, BlindIndex index)
        : this(keys, tenant, index, use: null)
    {
    }

    internal BlindIndexer(Keyset keys, string tenant, BlindIndex index, KeyUse? use)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(index);
        Index = index;
        _use = use;
        ValueLength = IndexKey.TagLength + (index.Plan.Bits + 7) / 8;
        var column = new ColumnAddress(tenant, index.Table, index.Column);

        // The primary first, and the others in an order that does not change: candidates come in it.
        var ordered = keys.Keys.OrderBy(key => key.Id != keys.Primary.Id).ThenBy(static key => key.Id.ToString(), StringComparer.Ordinal).ToArray();
        _keys = DisposableList.Make(ordered, key => new IndexKey(key, column, index));
    }

    /// <summary>What is found and how.</summary>
    public BlindIndex Index { get; }

    /// <summary>The length of a value in bytes: 4 that name the key, and the bits of the plan.</summary>
    public int ValueLength { get; }

    /// <summary>What all values of the newest key begin with: 4 bytes. Rows whose values begin otherwise are to be indexed anew before a former key can go; an index on the column counts them by range.</summary>
    public ReadOnlyMemory<byte> CurrentTag => _keys[0].Tag.ToArray();

    /// <summary>Whether a value, or a set of pieces, is of the newest key.</summary>
    /// <param name="value">A value of this index.</param>
    /// <returns>Whether it is, and has a length that the plan allows.</returns>
    public bool IsCurrent(ReadOnlySpan<byte> value) => HasLength(value.Length) && value[..IndexKey.TagLength].SequenceEqual(_keys[0].Tag);

    /// <summary>Computes the value that a row is given, with the newest key.</summary>
    /// <param name="text">The text of the row.</param>
    /// <param name="destination">Receives the value; at least <see cref="ValueLength"/> bytes.</param>
    /// <returns>How many bytes were written: <see cref="ValueLength"/>, or 0 for a text that is shorter than the beginnings that are indexed.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short, or <paramref name="text"/> is not well-formed.</exception>
    /// <exception cref="InvalidOperationException">The index is of pieces: a row has many values (<see cref="ComputeAll"/>).</exception>
    /// <exception cref="ObjectDisposedException">The indexer was disposed.</exception>
    [HotPath]
    public int Compute(ReadOnlySpan<char> text, Span<byte> destination)
    {
        ThrowIfPieces();
        Refuse.TooShort(destination.Length, ValueLength);
        _use?.ThrowIfOver();
        return Compute(_keys[0], text, destination);
    }

    /// <summary>The same, in a new array.</summary>
    /// <param name="text">The text of the row.</param>
    /// <returns>The value, or <see langword="null"/> for a text that is shorter than the beginnings that are indexed.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not well-formed.</exception>
    /// <exception cref="InvalidOperationException">The index is of pieces.</exception>
    /// <exception cref="ObjectDisposedException">The indexer was disposed.</exception>
    public byte[]? Compute(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = new byte[ValueLength];
        return Compute(text, value) == 0 ? null : value;
    }

    /// <summary>Computes all values that a row is given, with the newest key: one, or one for each different piece. In the order of their bytes, so that they do not tell that of the text.</summary>
    /// <param name="text">The text of the row.</param>
    /// <returns>The values, each once; none if the text is too short.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not well-formed.</exception>
    /// <exception cref="ObjectDisposedException">The indexer was disposed.</exception>
    public IReadOnlyList<byte[]> ComputeAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _use?.ThrowIfOver();
        return ValuesOf(_keys[0], Index.PiecesOf(Index.Normalizer.Normalize(text)));
    }

    /// <summary>
    /// Computes what stands in the column beside the sealed value: the one value, or of an index of pieces all of them as a set. Format, "Sets of pieces".
    /// </summary>
    /// <param name="text">The text of the row.</param>
    /// <returns>The value or the set, of the newest key; <see langword="null"/> for a text that is shorter than what is indexed.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not well-formed.</exception>
    /// <exception cref="ObjectDisposedException">The indexer was disposed.</exception>
    public byte[]? ComputeCell(string text)
    {
        if (Index.Kind != BlindIndexKind.NGram)
            return Compute(text);
        var values = ComputeAll(text);
        if (values.Count == 0)
            return null;
        var width = ValueLength - IndexKey.TagLength;
        var set = new byte[IndexKey.TagLength + values.Count * width];
        _keys[0].Tag.CopyTo(set);
        for (var i = 0; i < values.Count; i++)
            values[i].AsSpan(IndexKey.TagLength).CopyTo(set.AsSpan(IndexKey.TagLength + i * width));
        return set;
    }

    /// <summary>What sets must have in them of rows that have a text in them: for each key the bits of its pieces, which stand anywhere in the set.</summary>
    /// <param name="searched">What is searched for; at least as long as a piece.</param>
    /// <returns>
    /// A list for each key, that of the newest first. Rows that have all of a list are opened and kept if <see cref="BlindIndex.Matches(string, string)"/>.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="searched"/> is shorter than a piece, or not well-formed.</exception>
    /// <exception cref="InvalidOperationException">The index is not of pieces.</exception>
    /// <exception cref="ObjectDisposedException">The indexer was disposed.</exception>
    public IReadOnlyList<IReadOnlyList<byte[]>> SetCandidates(string searched) =>
        [.. PieceCandidates(searched).Select(static values => (IReadOnlyList<byte[]>)[.. values.Select(static value => value[IndexKey.TagLength..])])];

    /// <summary>What rows may have that are searched for: a value for each key, to be looked for with <c>IN (…)</c>.</summary>
    /// <param name="searched">What is searched for; of an index of beginnings, at least as long as these.</param>
    /// <returns>The values, that of the newest key first. Rows that have one are opened and kept if <see cref="BlindIndex.Matches(string, string)"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="searched"/> is shorter than the beginnings that are indexed, or not well-formed.</exception>
    /// <exception cref="InvalidOperationException">The index is of pieces: <see cref="PieceCandidates"/>.</exception>
    /// <exception cref="ObjectDisposedException">The indexer was disposed.</exception>
    public IReadOnlyList<byte[]> Candidates(string searched)
    {
        ArgumentNullException.ThrowIfNull(searched);
        ThrowIfPieces();
        var candidates = new byte[_keys.Length][];
        for (var i = 0; i < _keys.Length; i++)
        {
            if (Compute(_keys[i], searched, candidates[i] = new byte[ValueLength]) == 0)
                throw TooShort();
        }
        return candidates;
    }

    /// <summary>What rows may have that have a text in them: for each key the values of its pieces, all of which such a row has.</summary>
    /// <param name="searched">What is searched for; at least as long as a piece.</param>
    /// <returns>A list for each key, that of the newest first.</returns>
    /// <exception cref="ArgumentException"><paramref name="searched"/> is shorter than a piece, or not well-formed.</exception>
    /// <exception cref="InvalidOperationException">The index is not of pieces.</exception>
    /// <exception cref="ObjectDisposedException">The indexer was disposed.</exception>
    public IReadOnlyList<IReadOnlyList<byte[]>> PieceCandidates(string searched)
    {
        ArgumentNullException.ThrowIfNull(searched);
        if (Index.Kind != BlindIndexKind.NGram)
            throw new InvalidOperationException($"The {Index} has one value for each row: ask for {nameof(Candidates)}.");
        var pieces = Index.PiecesOf(Index.Normalizer.Normalize(searched));
        return pieces.Count == 0 ? throw TooShort() : [.. _keys.Select(key => ValuesOf(key, pieces))];
    }

    /// <summary>Zeroes the derived keys.</summary>
    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    private int Compute(IndexKey key, ReadOnlySpan<char> text, Span<byte> destination)
    {
        var room = Index.Normalizer.GetMaxLength(text);
        if (room > UnitsOnStack)
            return ComputeLong(key, text, room, destination);
        Span<char> normalized = stackalloc char[UnitsOnStack];
        Span<byte> encoded = stackalloc byte[UnitsOnStack * BytesPerUnit];
        return Compute(key, text, normalized, encoded, destination);
    }

    private int ComputeLong(IndexKey key, ReadOnlySpan<char> text, int room, Span<byte> destination)
    {
        var normalized = ArrayPool<char>.Shared.Rent(room);
        var encoded = ArrayPool<byte>.Shared.Rent(checked(room * BytesPerUnit));
        try
        {
            return Compute(key, text, normalized, encoded, destination);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(normalized);
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    private int Compute(IndexKey key, ReadOnlySpan<char> text, Span<char> normalized, Span<byte> encoded, Span<byte> destination)
    {
        var (units, bytes) = (0, 0);
        try
        {
            units = Index.Normalizer.Normalize(text, normalized);
            var taken = Index.Kind == BlindIndexKind.Prefix ? Runes.LengthOf(normalized[..units], Index.Length) : units;
            if (taken < 0)
                return 0;
            bytes = PlainText.GetBytes(normalized[..taken], encoded);
            key.Compute(encoded[..bytes], Index.Plan.Bits, destination[..ValueLength]);
            return ValueLength;
        }
        finally
        {
            normalized[..units].Clear();
            CryptographicOperations.ZeroMemory(encoded[..bytes]);
        }
    }

    private byte[][] ValuesOf(IndexKey key, IReadOnlyList<string> pieces)
    {
        var values = new byte[pieces.Count][];
        for (var i = 0; i < values.Length; i++)
        {
            var piece = new byte[BytesPerUnit * pieces[i].Length];
            var length = PlainText.GetBytes(pieces[i].AsSpan(), piece);
            key.Compute(piece.AsSpan(0, length), Index.Plan.Bits, values[i] = new byte[ValueLength]);
            CryptographicOperations.ZeroMemory(piece);
        }
        Array.Sort(values, static (one, other) => one.AsSpan().SequenceCompareTo(other));

        // Different pieces may share a value.
        return [.. values.Where((value, i) => i == 0 || !value.AsSpan().SequenceEqual(values[i - 1]))];
    }

    private bool HasLength(int length)
    {
        var (bits, width) = (length - IndexKey.TagLength, ValueLength - IndexKey.TagLength);
        return Index.Kind == BlindIndexKind.NGram ? bits > 0 && bits % width == 0 : bits == width;
    }

    private void ThrowIfPieces()
    {
        if (Index.Kind == BlindIndexKind.NGram)
        {
            throw new InvalidOperationException(
                $"The {Index} has many values for each row: ask for {nameof(ComputeCell)} or {nameof(ComputeAll)}, and for {nameof(SetCandidates)} or {nameof(PieceCandidates)}.");
        }
    }

    private ArgumentException TooShort() => new($"The {Index} finds texts of {Index.Length} characters and more; what is searched for has fewer.", "searched");
}
