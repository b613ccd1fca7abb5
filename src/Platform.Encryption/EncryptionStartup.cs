using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Encryption.Engines;
using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>Finds out when the host starts, and not with the first request, that something cannot work: the options, the engines, the root key, the store.</summary>
internal sealed class EncryptionStartup(Keyring keyring, IKeyStore store, EncryptionEngine engine, IOptions<PlatformEncryptionOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        engine.SelfTest();
        KnownAnswers.Check();

        // One that lives as long as the process is always new.
        return options.Value.InitializeStore || store is InMemoryKeyStore ? keyring.InitializeStoreAsync(cancellationToken) : keyring.CheckStoreAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
