using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>One field of 64 bytes, sealed so that equal ones are equal.</summary>
internal sealed class DeterministicWork : IDisposable
{
    private static readonly ColumnAddress Plate = new("north", "vehicles", "plate");

    private readonly DataKey _key = DataKey.Generate();
    private readonly DeterministicFieldCipher _cipher;
    private readonly byte[] _value;

    public DeterministicWork()
    {
        _cipher = new DeterministicFieldCipher(new Keyset(_key));
        _value = new byte[_cipher.GetSealedLength(64)];
        Seal();
    }

    public DeterministicWork Seal()
    {
        _cipher.SealDeterministically(Plate, FieldWork.Plaintext, _value);
        return this;
    }

    public string OpenedText() => Convert.ToHexString(_cipher.Open(Plate, _value));

    public void Dispose()
    {
        _cipher.Dispose();
        _key.Dispose();
    }
}
