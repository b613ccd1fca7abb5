using System.Buffers.Binary;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>1,000 fields of 64 bytes, at once and one by one.</summary>
internal sealed class BatchWork : IDisposable
{
    private const int Fields = 1_000;

    private static readonly ColumnAddress Email = new("north", "residents", "email");

    private readonly DataKey _key = DataKey.Generate();
    private readonly FieldCipher _cipher;
    private readonly FieldSlot[] _slots = [.. Enumerable.Range(0, Fields).Select(row => new FieldSlot(Email, RowKey(row), FieldWork.Plaintext))];
    private readonly int[] _lengths = new int[Fields];
    private readonly byte[] _arena;

    public BatchWork(NonceMode mode)
    {
        _cipher = new FieldCipher(new Keyset(_key), new FieldCipherSettings { NonceMode = mode });
        _arena = new byte[_cipher.GetSealedLength(_slots)];
    }

    public BatchWork Batch()
    {
        _cipher.SealBatch(_slots, _arena, _lengths);
        return this;
    }

    public BatchWork Loop()
    {
        var at = 0;
        for (var i = 0; i < _slots.Length; i++)
        {
            _lengths[i] = _cipher.Seal(Email.Row(_slots[i].RowKey.Span), _slots[i].Plaintext.Span, _arena.AsSpan(at));
            at += _lengths[i];
        }
        return this;
    }

    /// <summary>All of it, opened.</summary>
    public string OpenedTexts()
    {
        using var texts = new MemoryStream();
        var at = 0;
        for (var i = 0; i < _slots.Length; i++)
        {
            texts.Write(_cipher.Open(Email.Row(_slots[i].RowKey.Span), _arena.AsSpan(at, _lengths[i])));
            at += _lengths[i];
        }
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(texts.ToArray()));
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _key.Dispose();
    }

    private static byte[] RowKey(int row)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(key, row);
        return key;
    }
}
