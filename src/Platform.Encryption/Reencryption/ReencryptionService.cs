using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Encryption.Reencryption;

/// <summary>Looks for former keys from time to time, and re-encrypts what they have sealed.</summary>
internal sealed class ReencryptionService(Reencryptor reencryptor, Keyring keyring, IOptions<PlatformReencryptionOptions> options, ILogger<Reencryptor> logger) : BackgroundService
{
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
        var at = "the key store";
        try
        {
            await foreach (var scope in reencryptor.FindWorkAsync(tenant: null, cancellationToken).ConfigureAwait(false))
            {
                at = scope.ToString();
                await RunAsync(scope, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.ReencryptionFailed(logger, exception, at, options.Value.Interval);
        }
    }

    private async Task RunAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        try
        {
            var report = await reencryptor.RunAsync(scope, cancellationToken).ConfigureAwait(false);
            if (report.Proof is { } proof && options.Value.RetireWhenProven)
                await keyring.RetireAsync(proof, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyUnavailableException exception) when (exception.Reason == KeyUnavailableReason.Destroyed)
        {
            // Since it was listed: nothing is left to do.
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The others are not kept waiting by one that fails.
            Log.ReencryptionFailed(logger, exception, scope.ToString(), options.Value.Interval);
        }
    }
}
