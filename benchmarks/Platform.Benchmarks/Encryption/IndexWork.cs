using System.Security.Cryptography;
using System.Text;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>The blind index of an e-mail address, normalised and all; beside it HMAC-SHA-256 of the same address, normalised before.</summary>
internal sealed class IndexWork : IDisposable
{
    private const string Email = "Ada.Lovelace@example.org";

    private readonly DataKey _key = DataKey.Generate();
    private readonly BlindIndexer _indexer;
    private readonly byte[] _value;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _normalized = Encoding.UTF8.GetBytes("ada.lovelace@example.org");
    private readonly byte[] _hash = new byte[32];

    public IndexWork()
    {
        _indexer = new BlindIndexer(new Keyset(_key), "north", BlindIndex.Equality("residents", "email", TextNormalizer.Email, IndexPlan.For(1_000_000, 1_000_000)));
        _value = new byte[_indexer.ValueLength];
    }

    public byte[] Compute()
    {
        _indexer.Compute(Email, _value);
        return _value;
    }

    public byte[] Hash()
    {
        HMACSHA256.HashData(_secret, _normalized, _hash);
        return _hash;
    }

    public void Dispose()
    {
        _indexer.Dispose();
        _key.Dispose();
    }
}
