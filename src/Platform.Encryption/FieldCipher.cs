using System.Buffers;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Platform.Encryption.Fields;
using Platform.Encryption.Formats;
using Platform.Encryption.Keys;
using Platform.Encryption.Xaes;
using Platform.Shared;

namespace Platform.Encryption;

/// <summary>
/// Seals and opens fields with XAES-256-GCM. Every value is committed to its key, bound to its tenant, table, column and row, and
/// has a nonce that nobody chose. Format: docs/reference/encryption-format.md, suite 1.
/// </summary>
/// <remarks>Thread-safe. Disposing it zeroes the keys that it derived; the <see cref="Keyset"/> stays as it is.</remarks>
public sealed class FieldCipher : IDisposable
{
    /// <summary>So many keys are found faster one by one than in a dictionary, which each scope of a keyring would pay for.</summary>
    private const int FewKeys = 4;

    private readonly FieldKey[] _keys;
    private readonly FrozenDictionary<KeyId, FieldKey>? _byId;
    private readonly FieldKey _primary;
    private readonly KeyUse? _use;
    private readonly byte[] _header = new byte[SealedFormat.HeaderLength];
    private readonly PaddingBuckets _padding;
    private readonly bool _inEpochs;

    /// <summary>Makes a cipher.</summary>
    /// <param name="keys">The keys; the primary seals, all open.</param>
    /// <param name="settings">How to seal, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="ObjectDisposedException">A key of the set was disposed.</exception>
    public FieldCipher(Keyset keys, FieldCipherSettings? settings = null)
        : this(keys, settings, use: null)
    {
    }

    internal FieldCipher(Keyset keys, FieldCipherSettings? settings, KeyUse? use)
    {
        ArgumentNullException.ThrowIfNull(keys);
        settings ??= new FieldCipherSettings();
        _use = use;
        _padding = settings.Padding;
        _inEpochs = settings.NonceMode == NonceMode.Epoch;
        _keys = DisposableList.Make(keys.Keys, key => new FieldKey(key, settings.Engine, settings.TimeProvider));
        _byId = _keys.Length > FewKeys ? _keys.ToFrozenDictionary(key => key.Id) : null;
        _primary = _keys.First(key => key.Id == keys.Primary.Id);
        SealedFormat.WriteHeader(_header, (byte)(SealedFormat.FieldSuite | (_padding.IsNone ? 0 : SealedFormat.Padded)), _primary.Id);
    }

    /// <summary>How long a plaintext is when sealed: 74 bytes more, and the padding.</summary>
    /// <param name="plaintextLength">The length of the plaintext in bytes.</param>
    /// <returns>The exact length in bytes.</returns>
    /// <exception cref="OverflowException">The sealed value would be longer than an array can be.</exception>
    public int GetSealedLength(int plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        return checked(_padding.PaddedLength(plaintextLength) + SealedFormat.FieldOverhead);
    }

    /// <summary>How long the plaintext of a sealed value is at most, which is the room that opening it needs.</summary>
    /// <param name="sealedLength">The length of the sealed value in bytes.</param>
    /// <returns>The length in bytes; 0 for what is too short to be sealed.</returns>
    public static int GetMaxPlaintextLength(int sealedLength) => Math.Max(0, sealedLength - SealedFormat.FieldOverhead);

    /// <summary>Seals a field.</summary>
    /// <param name="address">The place it is bound to.</param>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="destination">Receives the sealed value; at least <see cref="GetSealedLength(int)"/> bytes that do not overlap <paramref name="plaintext"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short or overlaps <paramref name="plaintext"/>.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    [HotPath]
    public int Seal(CellAddress address, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        var length = GetSealedLength(plaintext.Length);
        Refuse.TooShortOrOverlapping(plaintext, destination, length);
        _use?.ThrowIfOver();
        var writer = _primary.RentWriter();
        try
        {
            if (_inEpochs)
                writer.SealInEpoch(_header, address, plaintext, destination[..length]);
            else
                writer.SealRandom(_header, address, plaintext, destination[..length]);
        }
        finally
        {
            _primary.Return(writer);
        }
        return length;
    }

    /// <summary>Seals a field into a new array.</summary>
    /// <param name="address">The place it is bound to.</param>
    /// <param name="plaintext">What to seal.</param>
    /// <returns>The sealed value.</returns>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    public byte[] Seal(CellAddress address, ReadOnlySpan<byte> plaintext)
    {
        var value = new byte[GetSealedLength(plaintext.Length)];
        Seal(address, plaintext, value);
        return value;
    }

    /// <summary>Seals text, as UTF-8.</summary>
    /// <param name="address">The place it is bound to.</param>
    /// <param name="text">What to seal.</param>
    /// <returns>The sealed value.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not well-formed: it has half of a surrogate pair.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    public byte[] SealText(CellAddress address, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var buffer = ArrayPool<byte>.Shared.Rent(PlainText.GetByteCount(text));
        var length = 0;
        try
        {
            length = PlainText.GetBytes(text, buffer);
            return Seal(address, buffer.AsSpan(0, length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>How long a batch is when sealed.</summary>
    /// <param name="slots">The fields.</param>
    /// <returns>The exact length in bytes of all of them together.</returns>
    /// <exception cref="OverflowException">That is longer than an array can be.</exception>
    public int GetSealedLength(ReadOnlySpan<FieldSlot> slots)
    {
        var length = 0;
        foreach (ref readonly var slot in slots)
            length = checked(length + GetSealedLength(slot.Plaintext.Length));
        return length;
    }

    /// <summary>Seals many fields, one behind the other. One random nonce serves the batch and is counted up, so that its key is derived once.</summary>
    /// <param name="slots">The fields.</param>
    /// <param name="destination">Receives the sealed values; at least <see cref="GetSealedLength(ReadOnlySpan{FieldSlot})"/> bytes.</param>
    /// <param name="lengths">Receives the length of each sealed value; at least as many as <paramref name="slots"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> or <paramref name="lengths"/> is too short, a plaintext lies in <paramref name="destination"/>, or a slot has no column or a row key of a wrong length. Nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    [HotPath]
    public int SealBatch(ReadOnlySpan<FieldSlot> slots, Span<byte> destination, Span<int> lengths)
    {
        Refuse.TooShort(destination.Length, GetSealedLength(slots));
        Refuse.TooShort(lengths.Length, slots.Length);

        // All of them first: where one slot's value is written, the plaintext of a later one may lie.
        foreach (ref readonly var slot in slots)
        {
            Refuse.TooShortOrOverlapping(slot.Plaintext.Span, destination, needed: 0);
            _ = new CellAddress(slot.Column, slot.RowKey.Span);
        }
        _use?.ThrowIfOver();
        var at = 0;
        var writer = _primary.RentWriter();
        try
        {
            if (!_inEpochs)
                writer.EndEpoch();
            for (var i = 0; i < slots.Length; i++)
            {
                ref readonly var slot = ref slots[i];
                var length = GetSealedLength(slot.Plaintext.Length);
                var target = destination.Slice(at, length);
                writer.SealInEpoch(_header, new CellAddress(slot.Column, slot.RowKey.Span), slot.Plaintext.Span, target);
                lengths[i] = length;
                at += length;
            }
        }
        finally
        {
            if (!_inEpochs)
                writer.EndEpoch();
            _primary.Return(writer);
        }
        return at;
    }

    /// <summary>Opens a field.</summary>
    /// <param name="address">The place it was read from.</param>
    /// <param name="value">The sealed value.</param>
    /// <param name="destination">Receives the plaintext; at least <see cref="GetMaxPlaintextLength"/> bytes that do not overlap <paramref name="value"/>. Cleared when the value does not open.</param>
    /// <param name="written">The length of the plaintext; 0 when the value does not open.</param>
    /// <returns>Whether it opened, and if not, why.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short or overlaps <paramref name="value"/>.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    [HotPath]
    public OpenResult TryOpen(CellAddress address, ReadOnlySpan<byte> value, Span<byte> destination, out int written)
    {
        written = 0;
        var length = GetMaxPlaintextLength(value.Length);

        // First of all, and whatever the value is: what is cleared below must not be the value itself.
        Refuse.TooShortOrOverlapping(value, destination, length);
        var result = SealedFormat.Recognize(value, SealedFormat.FieldSuite);
        if (result != OpenResult.Opened || FindKey(value) is not { } key)
        {
            destination.Clear();
            return Refused(result != OpenResult.Opened ? result : OpenResult.KeyNotFound);
        }

        var plaintext = destination[..length];
        var opener = key.RentOpener(value.Slice(SealedFormat.HeaderLength, XaesDerivation.PrefixLength));
        try
        {
            if (!opener.TryOpen(address, value, plaintext))
            {
                destination.Clear();
                return Refused(OpenResult.NotAuthentic);
            }
        }
        finally
        {
            key.Return(opener);
        }
        return SealedFormat.Unpad(plaintext, SealedFormat.IsPadded(value), out written);
    }

    /// <summary>Opens a field into a new array.</summary>
    /// <param name="address">The place it was read from.</param>
    /// <param name="value">The sealed value.</param>
    /// <returns>The plaintext.</returns>
    /// <exception cref="SealedValueException">It does not open.</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    public byte[] Open(CellAddress address, ReadOnlySpan<byte> value)
    {
        var plaintext = new byte[GetMaxPlaintextLength(value.Length)];
        var result = TryOpen(address, value, plaintext, out var written);
        if (result != OpenResult.Opened)
            throw new SealedValueException(result);
        return written == plaintext.Length ? plaintext : Refuse.Cut(plaintext, written);
    }

    /// <summary>Opens text that <see cref="SealText"/> has sealed.</summary>
    /// <param name="address">The place it was read from.</param>
    /// <param name="value">The sealed value.</param>
    /// <returns>The text. Strings cannot be wiped: keep it no longer than it is needed.</returns>
    /// <exception cref="SealedValueException">It does not open, or is no text: it was sealed as bytes (<see cref="OpenResult.NotText"/>).</exception>
    /// <exception cref="ObjectDisposedException">The cipher was disposed.</exception>
    public string OpenText(CellAddress address, ReadOnlySpan<byte> value)
    {
        var plaintext = Open(address, value);
        try
        {
            return PlainText.GetString(plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Zeroes the derived keys. Whatever is sealing or opening at that moment finishes, and its keys are zeroed then.</summary>
    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    private FieldKey? FindKey(ReadOnlySpan<byte> value)
    {
        var id = new KeyId(value[2..]);
        if (id == _primary.Id)
            return _primary;
        if (_byId is not null)
            return _byId.GetValueOrDefault(id);
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
