using Platform.Encryption.Keys;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.Tests;

public sealed class InMemoryKeyStoreTests : KeyStoreContract
{
    protected override IKeyStore Store { get; } = new InMemoryKeyStore();
}
