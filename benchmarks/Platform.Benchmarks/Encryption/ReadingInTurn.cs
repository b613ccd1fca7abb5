using System.Buffers.Binary;
using Platform.Encryption;
using Platform.Encryption.Engines;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>Fields of 64 bytes with random nonces, as the default seals them, read one after the other and over again.</summary>
internal sealed class ReadingInTurn : IDisposable
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");

    private readonly DataKey _key = DataKey.Generate();
    private readonly FieldCipher _cipher;
    private readonly byte[][] _rows;
    private readonly byte[][] _values;
    private readonly byte[] _text = new byte[64];
    private int _next;

    public ReadingInTurn(EncryptionEngine engine, int values)
    {
        _cipher = new FieldCipher(new Keyset(_key), new FieldCipherSettings { Engine = engine });
        _rows = [.. Enumerable.Range(0, values).Select(RowKey)];
        _values = [.. _rows.Select(row => _cipher.Seal(Email.Row(row), FieldWork.Plaintext))];
    }

    public byte[] Open()
    {
        var at = _next;
        _next = at + 1 == _values.Length ? 0 : at + 1;
        return _cipher.TryOpen(Email.Row(_rows[at]), _values[at], _text, out _) == OpenResult.Opened ? _text : throw new InvalidOperationException("It does not open.");
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
