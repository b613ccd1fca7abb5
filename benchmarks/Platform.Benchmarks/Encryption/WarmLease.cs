using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>A lease of keys that are in memory, taken and given back.</summary>
internal sealed class WarmLease : IDisposable
{
    private static readonly KeyScope Residents = KeyScope.ForPurpose("north", "residents");

    private readonly LocalRootKey _root = LocalRootKey.FromSecret(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    private readonly Keyring _keyring;

    private WarmLease() => _keyring = new Keyring(new InMemoryKeyStore(), _root);

    public static WarmLease Create()
    {
        var work = new WarmLease();
        Task.Run(async () => (await work._keyring.LeaseOrCreateAsync(Residents)).Dispose()).GetAwaiter().GetResult();
        return work;
    }

    public WarmLease Take()
    {
        var leasing = _keyring.LeaseAsync(Residents);
        if (!leasing.IsCompletedSuccessfully)
            throw new InvalidOperationException("A warm lease waits for nothing.");
        leasing.Result.Dispose();
        return this;
    }

    public void Dispose()
    {
        _keyring.Dispose();
        _root.Dispose();
    }
}
