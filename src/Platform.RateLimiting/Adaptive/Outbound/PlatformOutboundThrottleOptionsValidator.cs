using System.Globalization;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting;

/// <summary>Refuses what cannot be meant, with a remedy.</summary>
internal sealed class PlatformOutboundThrottleOptionsValidator : IValidateOptions<PlatformOutboundThrottleOptions>
{
    /// <summary>For whom no host checks them at its start.</summary>
    public static PlatformOutboundThrottleOptions Require(PlatformOutboundThrottleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new PlatformOutboundThrottleOptionsValidator().Validate(null, options);
        return result.Failed ? throw new OptionsValidationException("", typeof(PlatformOutboundThrottleOptions), result.Failures) : options;
    }

    public ValidateOptionsResult Validate(string? name, PlatformOutboundThrottleOptions options)
    {
        List<string> faults = [];
        if (options.Overcommit is not (> 1 and <= 100))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"The outbound throttle has an Overcommit of {options.Overcommit}: with 1 or less it would never let a service recover. Set more than 1, up to 100; 2 is usual."));
        if (options.Window < TimeSpan.FromSeconds(1) || options.Window > TimeSpan.FromHours(1))
            faults.Add($"The outbound throttle has a Window of {options.Window:c}: set a second to an hour; two minutes are usual.");
        if (options.LeastRequests < 1)
            faults.Add($"The outbound throttle has LeastRequests of {options.LeastRequests}: set 1 or more; 20 is usual.");
        if (options.MostHeldBack is not (> 0 and < 1))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"The outbound throttle has a MostHeldBack of {options.MostHeldBack}: with nothing sent no recovery would be noticed. Set more than 0 and less than 1; 0.9 is usual."));
        if (options.LeastPatience < TimeSpan.Zero || options.LeastPatience > TimeSpan.FromMinutes(1))
            faults.Add($"The outbound throttle has a LeastPatience of {options.LeastPatience:c}: set how soon a caller may give up without it counting against the host, up to a minute; 100 ms are usual.");
        if (options.HostCapacity is < 1 or > 100_000)
            faults.Add($"The outbound throttle has a HostCapacity of {options.HostCapacity}: set how many hosts are told apart, 1 to 100000.");
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
