using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>Looks for former keys from time to time, and re-encrypts what they have sealed.</summary>
internal sealed class ReencryptionService(Reencryptor reencryptor, Keyring keyring, IOptions<PlatformReencryptionOptions> options, ILogger<Reencryptor> logger) : BackgroundService
{
    /// <summary>What was proved to be done with, by the key that was the newest then. Former keys may stay for ever, and are not searched for ever.</summary>
    private readonly Dictionary<KeyScope, KeyId> _proven = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host goes on starting meanwhile.
        await Task.Yield();
        using var timer = new PeriodicTimer(options.Value.Interval, keyring.TimeProvider);
        do
        {
            await RunAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in reencryptor.FindBatchesAsync(tenant: null, IsOpen, cancellationToken).ConfigureAwait(false))
                await RunAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.ReencryptionFailed(logger, exception, "the key store", options.Value.Interval);
        }
    }

    private bool IsOpen(FormerKeysOf keys) => !_proven.TryGetValue(keys.Scope, out var newest) || newest != keys.Newest.Id;

    private async Task RunAsync(ReencryptionBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            var report = await reencryptor.RunAsync(batch, cancellationToken).ConfigureAwait(false);
            if (report.Proof is not { } proof)
                return;
            if (options.Value.RetireWhenProven)
                await keyring.RetireAsync(proof, cancellationToken).ConfigureAwait(false);
            else
                Remember(batch, proof);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The others are not kept waiting by one that fails.
            Log.ReencryptionFailed(logger, exception, batch.ToString(), options.Value.Interval);
        }
    }

    private void Remember(ReencryptionBatch batch, ReencryptionProof proof)
    {
        var proven = proof.Keys.ToHashSet();
        foreach (var scope in batch.Scopes.Where(scope => scope.Former.All(key => proven.Contains(key.Id))))
            _proven[scope.Scope] = scope.Newest.Id;
    }
}
