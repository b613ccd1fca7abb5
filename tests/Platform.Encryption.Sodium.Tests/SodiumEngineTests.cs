using Platform.Encryption.EngineContract;
using Platform.Encryption.Engines;

namespace Platform.Encryption.Sodium.Tests;

public sealed class SodiumEngineTests : EncryptionEngineContract
{
    protected override EncryptionEngine Engine { get; } = Create();

    [Fact]
    public void It_names_itself() => Assert.Equal("sodium", Create().Name);

    private static SodiumEngine Create()
    {
        if (!SodiumEngine.IsSupported)
            Assert.Skip("libsodium has AES-256-GCM only on processors with AES instructions");
        return new SodiumEngine();
    }
}
