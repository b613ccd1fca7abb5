using System.Globalization;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting;

/// <summary>Refuses what cannot be meant, with a remedy.</summary>
internal sealed class PlatformAdaptiveLimitOptionsValidator : IValidateOptions<PlatformAdaptiveLimitOptions>
{
    /// <summary>An array of this many is moved in some microseconds; who needs more waiting calls needs fewer callers.</summary>
    private const int LargestQueue = 10_000;

    /// <summary>For whom no host checks them at its start.</summary>
    public static PlatformAdaptiveLimitOptions Require(PlatformAdaptiveLimitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new PlatformAdaptiveLimitOptionsValidator().Validate(null, options);
        return result.Failed ? throw new OptionsValidationException("", typeof(PlatformAdaptiveLimitOptions), result.Failures) : options;
    }

    public ValidateOptionsResult Validate(string? name, PlatformAdaptiveLimitOptions options)
    {
        var its = string.IsNullOrEmpty(name) ? "The adaptive limit" : $"The adaptive limit \"{name}\"";
        List<string> faults = [];
        if (options.LeastLimit < 1)
            faults.Add($"{its} has a LeastLimit of {options.LeastLimit}, so it could refuse everything: set 1 or more.");
        if (options.MostLimit < options.LeastLimit)
            faults.Add($"{its} has a MostLimit of {options.MostLimit}, less than its LeastLimit of {options.LeastLimit}: raise the one or lower the other.");
        if (options.InitialLimit < options.LeastLimit || options.InitialLimit > options.MostLimit)
            faults.Add($"{its} begins with {options.InitialLimit}, which is not between its LeastLimit of {options.LeastLimit} and its MostLimit of {options.MostLimit}: set InitialLimit between them.");
        if (options.QueueCapacity is < 0 or > LargestQueue)
            faults.Add($"{its} has a QueueCapacity of {options.QueueCapacity}: say how many calls may wait, 0 to {LargestQueue}.");
        if (options.QueueTarget <= TimeSpan.Zero || options.QueueInterval < options.QueueTarget || options.QueueInterval > TimeSpan.FromMinutes(1))
            faults.Add($"{its} has a QueueTarget of {options.QueueTarget:c} and a QueueInterval of {options.QueueInterval:c}: the target is more than nothing, the interval no less than it and at most a minute; 5 ms and 100 ms are usual.");
        if (!(options.LongHeldShare is > 0 and <= 1))
            faults.Add($"{its} has a LongHeldShare of {options.LongHeldShare.ToString(CultureInfo.InvariantCulture)}: say which share of the limit one consumer may take from others, more than 0 and up to 1; 0.25 is usual.");
        if (options.RetryAfter <= TimeSpan.Zero || options.RetryAfter > TimeSpan.FromHours(1))
            faults.Add($"{its} has a RetryAfter of {options.RetryAfter:c}: say how long a refused caller waits at least, up to an hour; a second is usual.");
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
