using Microsoft.Extensions.Options;
using Platform.Webhooks.AspNetCore.Sources;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore;

/// <summary>Refuses senders that could not be verified, each with a sentence that names the sender and the remedy, and never a secret.</summary>
internal sealed class PlatformWebhooksReceiverOptionsValidator(IEnumerable<IWebhookKeyReader> readers) : IValidateOptions<PlatformWebhooksReceiverOptions>
{
    private const int LargestBody = 64 * 1024 * 1024;
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, PlatformWebhooksReceiverOptions options)
    {
        var faults = Limits("", options.Tolerance, options.MaxBodyBytes).ToList();
        faults.AddRange(options.Sources.SelectMany(source => Faults(source.Key, source.Value)));
        if (options.HandlerLease <= TimeSpan.Zero)
            faults.Add($"HandlerLease is {options.HandlerLease}: say how long a handler may take.");
        if (options.ReplayRetention <= TimeSpan.Zero)
            faults.Add($"ReplayRetention is {options.ReplayRetention}: say how long the sender may retry.");
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(string name, WebhookSourceOptions source)
    {
        if (name.Length == 0)
            yield return "A source has an empty name: give it one, it stands in logs and metrics.";
        if (WebhookScheme.Find(source.Scheme) is not { } scheme)
        {
            yield return $"Source \"{name}\" has the scheme \"{source.Scheme}\": say {string.Join(", ", WebhookScheme.All.Select(each => each.Name))}.";
            yield break;
        }
        if (source.Secrets.Count is 0 or > WebhookVerifier.MaxKeys)
            yield return $"Source \"{name}\" has {source.Secrets.Count} secrets: give it one, or old and new while they change, at most {WebhookVerifier.MaxKeys}.";
        for (var at = 0; at < source.Secrets.Count; at++)
        {
            if (SourceKeys.FaultOf(scheme, source.Secrets[at], readers) is { } fault)
                yield return $"Source \"{name}\", secret {at}: {fault}";
        }
        foreach (var fault in Limits($"Source \"{name}\": ", source.Tolerance, source.MaxBodyBytes))
            yield return fault;
    }

    private static IEnumerable<string> Limits(string where, TimeSpan? tolerance, int? maxBodyBytes)
    {
        if (tolerance < TimeSpan.Zero || tolerance > LongestTolerance)
            yield return $"{where}Tolerance is {tolerance}: say nothing to {LongestTolerance}.";
        if (maxBodyBytes is < 1 or > LargestBody)
            yield return $"{where}MaxBodyBytes is {maxBodyBytes}: say 1 to {LargestBody}.";
    }
}
