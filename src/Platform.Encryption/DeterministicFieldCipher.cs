using Platform.Encryption.Formats;
using Platform.Encryption.Keys;
using Platform.Encryption.Siv;
using Platform.Shared;

namespace Platform.Encryption;

/// <summary>
/// Seals fields so that equal plaintexts of a column become equal bytes, with AES-SIV (RFC 5297). Format:
/// docs/reference/encryption-format.md, suite 2.
/// </summary>
/// <remarks>
/// Whoever reads the table sees which rows are equal and how often each value occurs; where there are few values, that gives them
/// away. A value is bound to its tenant, table and column, and not to its row. Use <see cref="FieldCipher"/> unless equality is
/// what you need. Thread-safe. Disposing it zeroes the keys that it derived.
/// </remarks>
public sealed class DeterministicFieldCipher : IDisposable
{
    private readonly DeterministicKey[] _keys;
    private readonly DeterministicKey _primary;
    private readonly PaddingBuckets _padding;
    private readonly KeyUse? _use;

    /// <summary>Makes a cipher.</summary>
    /// <param name="keys">The keys; the primary seals, all open. Values sealed with different keys differ even if the plaintext is the same: look for them with <see cref="SealCandidates"/>.</param>
    /// <param name="padding">What lengths plaintexts are padded to, or <see langword="null"/> for none.</param>
    /// <exception cref="ObjectDisposedException">A key of the set was disposed.</exception>
    public DeterministicFieldCipher(Keyset keys, PaddingBuckets? padding = null)
        : this(keys, padding, use: null)
    {
    }

    internal DeterministicFieldCipher(Keyset keys, PaddingBuckets? padding, KeyUse? use)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _use = use;
        _padding = padding ?? PaddingBuckets.None;

        // The primary first, and the others in an order that does not change: candidates come in it.
        var ordered = keys.Keys.OrderBy(key => key.Id != keys.Primary.Id).ThenBy(static key => key.Id.ToString(), StringComparer.Ordinal).ToArray();
        var suite = (byte)(SealedFormat.DeterministicSuite | (_padding.IsNone ? 0 : SealedFormat.Padded));
        _keys = DisposableList.Make(ordered, key => new DeterministicKey(key, suite));
        _primary = _keys[0];
    }

    /// <summary>How long a plaintext is when sealed: 50 bytes more, and the padding.</summary>
    /// <param name="plaintextLength">The length of the plaintext in bytes.</param>
    /// <returns>The exact length in bytes.</returns>
    /// <exception cref="OverflowException">The sealed value would be longer than an array can be.</exception>
    public int GetSealedLength(int plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        return checked(_padding.PaddedLength(plaintextLength) + SealedFormat.DeterministicOverhead);
    }

    /// <summary>How long the plaintext of a sealed value is at most, which is the room that opening it needs.</summary>
    /// <param name="sealedLength">The length of the sealed value in bytes.</param>
    /// <returns>The length in bytes; 0 for what is too short to be sealed.</returns>
    public static int GetMaxPlaintextLength(int sealedLength) => Math.Max(0, sealedLength - SealedFormat.DeterministicOverhead);

    /// <summary>Seals a field.</summary>
    /// <param name="column">The column it is bound to.</param>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="destination">Receives the sealed value; at least <see cref="GetSealedLength"/> bytes that do not overlap <paramref name="plaintext"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short or overlaps <paramref name="plaintext"/>.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    [HotPath]
    public int SealDeterministically(ColumnAddress column, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(column);
        Refuse.TooShortOrOverlapping(plaintext, destination, GetSealedLength(plaintext.Length));
        _use?.ThrowIfOver();
        return Seal(_primary, column, plaintext, destination);
    }

    /// <summary>How each key of the set seals a plaintext, the primary's value first: what to look for, with <c>IN (…)</c>, while older values stand in the column. A unique index does not see that two of them are equal.</summary>
    /// <param name="column">The column.</param>
    /// <param name="plaintext">What to look for.</param>
    /// <returns>One value for each key. Do not store one: only the first is of the key that seals.</returns>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    public IReadOnlyList<byte[]> SealCandidates(ColumnAddress column, ReadOnlySpan<byte> plaintext)
    {
        ArgumentNullException.ThrowIfNull(column);
        var candidates = new byte[_keys.Length][];
        for (var i = 0; i < _keys.Length; i++)
            Seal(_keys[i], column, plaintext, candidates[i] = new byte[GetSealedLength(plaintext.Length)]);
        return candidates;
    }

    /// <summary>Seals a field into a new array.</summary>
    /// <param name="column">The column it is bound to.</param>
    /// <param name="plaintext">What to seal.</param>
    /// <returns>The sealed value, which can be compared with others of its column.</returns>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    public byte[] SealDeterministically(ColumnAddress column, ReadOnlySpan<byte> plaintext)
    {
        var value = new byte[GetSealedLength(plaintext.Length)];
        SealDeterministically(column, plaintext, value);
        return value;
    }

    /// <summary>Opens a field.</summary>
    /// <param name="column">The column it was read from.</param>
    /// <param name="value">The sealed value.</param>
    /// <param name="destination">Receives the plaintext; at least <see cref="GetMaxPlaintextLength"/> bytes that do not overlap <paramref name="value"/>. Cleared when the value does not open.</param>
    /// <param name="written">The length of the plaintext; 0 when the value does not open.</param>
    /// <returns>Whether it opened, and if not, why.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short or overlaps <paramref name="value"/>.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    [HotPath]
    public OpenResult TryOpen(ColumnAddress column, ReadOnlySpan<byte> value, Span<byte> destination, out int written)
    {
        ArgumentNullException.ThrowIfNull(column);
        written = 0;
        var length = GetMaxPlaintextLength(value.Length);

        // First of all, and whatever the value is: what is cleared below must not be the value itself.
        Refuse.TooShortOrOverlapping(value, destination, length);
        var result = SealedFormat.Recognize(value, SealedFormat.DeterministicSuite);
        if (result != OpenResult.Opened || FindKey(value) is not { } key)
        {
            destination.Clear();
            return Refused(result != OpenResult.Opened ? result : OpenResult.KeyNotFound);
        }

        if (!key.TryDecrypt(value[..SealedFormat.HeaderLength], column, value[SealedFormat.HeaderLength..], destination[..length]))
        {
            destination.Clear();
            return Refused(OpenResult.NotAuthentic);
        }
        return SealedFormat.Unpad(destination[..length], SealedFormat.IsPadded(value), out written);
    }

    /// <summary>Opens a field into a new array.</summary>
    /// <param name="column">The column it was read from.</param>
    /// <param name="value">The sealed value.</param>
    /// <returns>The plaintext.</returns>
    /// <exception cref="SealedValueException">It does not open.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    public byte[] Open(ColumnAddress column, ReadOnlySpan<byte> value)
    {
        var plaintext = new byte[GetMaxPlaintextLength(value.Length)];
        var result = TryOpen(column, value, plaintext, out var written);
        if (result != OpenResult.Opened)
            throw new SealedValueException(result);
        return written == plaintext.Length ? plaintext : Refuse.Cut(plaintext, written);
    }

    /// <summary>Zeroes the derived keys.</summary>
    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    private int Seal(DeterministicKey key, ColumnAddress column, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        var length = GetSealedLength(plaintext.Length);
        key.Header.CopyTo(destination);
        var body = destination[SealedFormat.HeaderLength..length];
        if (!_padding.IsNone)
        {
            var padded = body[SealedFormat.SyntheticIvLength..];
            plaintext.CopyTo(padded);
            PaddingBuckets.Pad(padded, plaintext.Length);
            plaintext = padded;
        }
        key.Encrypt(key.Header, column, plaintext, body);
        return length;
    }

    private DeterministicKey? FindKey(ReadOnlySpan<byte> value)
    {
        var id = new KeyId(value[2..]);
        foreach (var key in _keys)
        {
            if (key.Id == id)
                return key;
        }
        return null;
    }

    private OpenResult Refused(OpenResult result)
    {
        _use?.CountRefusal(result);
        return result;
    }
}
