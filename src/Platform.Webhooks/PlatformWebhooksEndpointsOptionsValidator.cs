using Microsoft.Extensions.Options;

namespace Platform.Webhooks;

/// <summary>Refuses options that cannot hold, each with a sentence that names the option and the remedy.</summary>
internal sealed class PlatformWebhooksEndpointsOptionsValidator : IValidateOptions<PlatformWebhooksEndpointsOptions>
{
    private const int Most = 10_000;
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan ShortestKept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(3653);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, PlatformWebhooksEndpointsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PlatformWebhooksEndpointsOptions options)
    {
        if (options.MostOfTenant is < 1 or > Most)
            yield return $"MostOfTenant is {options.MostOfTenant}: say 1 to {Most}.";
        if (options.SecretOverlap < TimeSpan.Zero || options.SecretOverlap > LongestOverlap)
            yield return $"SecretOverlap is {options.SecretOverlap}: say nothing to a year.";
        if (options.MostCallsPerMinute is < 1 or > Most)
            yield return $"MostCallsPerMinute is {options.MostCallsPerMinute}: say 1 to {Most}.";
        if (options.MostChangesPerMinute is < 1 or > Most)
            yield return $"MostChangesPerMinute is {options.MostChangesPerMinute}: say 1 to {Most}.";
        if (options.AttemptsKeptFor < ShortestKept || options.AttemptsKeptFor > LongestKept)
            yield return $"AttemptsKeptFor is {options.AttemptsKeptFor}: say a minute to ten years.";
        if (options.AttemptsKept is < 0 or > Most)
            yield return $"AttemptsKept is {options.AttemptsKept}: say 0 to {Most}.";
        if (options.BytesKept is < 0 or > MostBytes)
            yield return $"BytesKept is {options.BytesKept}: say 0 to {MostBytes}.";
    }
}
