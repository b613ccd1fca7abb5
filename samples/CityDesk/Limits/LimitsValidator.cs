using CityDesk.Domain;
using CityDesk.Settings;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CityDesk.Limits;

/// <summary>Refuses what cannot be meant, in the names of the settings.</summary>
internal sealed class LimitsValidator(IConfiguration configuration) : IValidateOptions<LimitsOptions>
{
    private const int ShortestSecret = 16;
    private const int MostPerMinute = 1_000_000;

    public ValidateOptionsResult Validate(string? name, LimitsOptions options)
    {
        var faults = Faults(options).ToList();
        if (options.Proxies.Length > 0 && configuration.GetValue<bool>(FrameworkSettings.ForwardedHeaders))
            faults.Add($"Limits:Proxies names who is believed, and {FrameworkSettings.ForwardedHeaders} believes everybody: set one of them.");
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(LimitsOptions options)
    {
        var names = options.Tiers.Keys.Order(StringComparer.Ordinal).ToList();
        if (!options.Tiers.ContainsKey(options.DefaultTier))
            yield return $"Limits:DefaultTier must be {ValueText.Either(names)}.{NearestName.Ask(options.DefaultTier, names)}";
        foreach (var (tier, may) in options.Tiers)
        {
            if (!ApiConsumer.IsTier(tier))
                yield return $"Limits:Tiers:{tier}: a tier has a name of 1 to {ApiConsumer.TierMaxLength} letters and digits.";
            if (may.PerMinute is < 1 or > MostPerMinute)
                yield return $"Limits:Tiers:{tier}:PerMinute must be 1 to 1,000,000.";
            if (may.PerMonth < 1)
                yield return $"Limits:Tiers:{tier}:PerMonth must be 1 or more.";
        }

        if (!Proxies.TryRead(options.Proxies, out _))
            yield return "Limits:Proxies must be addresses or networks with commas between them, such as 10.0.0.5,10.1.0.0/16.";

        if (options.Redis.Length > 0 && !CanRead(options.Redis))
        {
            yield return "Limits:Redis cannot be read; it is written as StackExchange.Redis takes it, "
                + "such as redis.internal:6379 or redis.internal:6380,ssl=true,password=….";
        }

        if (options.RedisSecret.Length is > 0 and < ShortestSecret)
            yield return "Limits:RedisSecret must have 16 characters or more. Draw one with 'openssl rand -base64 32', and give it to all instances.";
    }

    private static bool CanRead(string redis)
    {
        try
        {
            return ConfigurationOptions.Parse(redis).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
