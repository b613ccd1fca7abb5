using Platform.Encryption;
using Platform.Encryption.Engines;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>One field of 64 bytes, sealed and opened without allocation.</summary>
internal sealed class FieldWork : IDisposable
{
    /// <summary>The 64 bytes that every side seals.</summary>
    public static readonly byte[] Plaintext = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private static readonly ColumnAddress Email = new("north", "residents", "email");
    private static readonly byte[] Row = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly DataKey _key = DataKey.Generate();
    private readonly FieldCipher _cipher;
    private readonly byte[] _value;
    private readonly byte[] _kept;
    private readonly byte[] _text = new byte[64];

    public FieldWork(EncryptionEngine engine, NonceMode mode)
    {
        engine.SelfTest();
        _cipher = new FieldCipher(new Keyset(_key), new FieldCipherSettings { Engine = engine, NonceMode = mode });
        _value = new byte[_cipher.GetSealedLength(64)];
        _kept = _cipher.Seal(Email.Row(Row), Plaintext);
    }

    public FieldWork Seal()
    {
        _cipher.Seal(Email.Row(Row), Plaintext, _value);
        return this;
    }

    public byte[] Open() =>
        _cipher.TryOpen(Email.Row(Row), _kept, _text, out _) == OpenResult.Opened ? _text : throw new InvalidOperationException("It does not open.");

    public string OpenedText() => Convert.ToHexString(_cipher.Open(Email.Row(Row), _value));

    public void Dispose()
    {
        _cipher.Dispose();
        _key.Dispose();
    }
}
