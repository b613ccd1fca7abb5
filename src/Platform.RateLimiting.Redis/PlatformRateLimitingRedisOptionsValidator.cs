using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis;

/// <summary>Refuses what cannot work, with a sentence that names the remedy.</summary>
internal sealed class PlatformRateLimitingRedisOptionsValidator(IServiceProviderIsService services, IOptions<PlatformRateLimitingOptions> policies)
    : IValidateOptions<PlatformRateLimitingRedisOptions>
{
    private const int ShortestSecret = 16;
    private static readonly TimeSpan ShortestOfPolly = TimeSpan.FromMilliseconds(500);

    public ValidateOptionsResult Validate(string? name, PlatformRateLimitingRedisOptions options)
    {
        var faults = Faults(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(PlatformRateLimitingRedisOptions options)
    {
        if (options.Configuration is null)
        {
            if (!services.IsService(typeof(IConnectionMultiplexer)))
                yield return "Nothing says where Redis is: set Configuration, such as \"redis.internal:6379\", or add an IConnectionMultiplexer to the services.";
        }
        else if (FaultOf(options.Configuration) is { } fault)
        {
            yield return $"Configuration cannot be read: {fault} Write it as StackExchange.Redis does, such as \"redis.internal:6379,ssl=true\".";
        }

        if (options.KeyPrefix.Length is 0 or > 64 || options.KeyPrefix.Any(letter => letter is <= ' ' or > '~' or '{' or '}'))
            yield return $"KeyPrefix is \"{options.KeyPrefix}\": use 1 to 64 characters of printable ASCII, without spaces and braces.";
        if (options.KeySecret is { Length: < ShortestSecret })
            yield return $"KeySecret has fewer than {ShortestSecret} characters and could be found by trying: draw one, for example with \"openssl rand -base64 32\", and give it to all instances.";
        if (options.Deadline <= TimeSpan.Zero || options.Deadline > TimeSpan.FromMinutes(1))
            yield return $"Deadline is {options.Deadline:c}: say how long a request may wait for Redis, up to a minute.";
        if (options.Instances < 1)
            yield return $"Instances is {options.Instances}: say how many instances share the limits, 1 or more.";
        if (!Enum.IsDefined(options.WhenUnavailable))
            yield return $"WhenUnavailable is {(int)options.WhenUnavailable}: say LocalShare, Admit or Refuse.";
        if (options.RefusalMemory < TimeSpan.Zero)
            yield return $"RefusalMemory is {options.RefusalMemory:c}: say zero to ask Redis each time.";
        if (options.MinimumCalls < 2)
            yield return $"MinimumCalls is {options.MinimumCalls}: one call says nothing about Redis; say 2 or more.";
        if (options.FailureRatio is not (> 0 and <= 1))
            yield return $"FailureRatio is {options.FailureRatio}: say a share above 0 and at most 1.";
        if (options.SamplingDuration < ShortestOfPolly)
            yield return $"SamplingDuration is {options.SamplingDuration:c}: say 500 ms or more.";
        if (options.BreakDuration < ShortestOfPolly)
            yield return $"BreakDuration is {options.BreakDuration:c}: say 500 ms or more.";
        if (options.LongestBreak < options.BreakDuration || options.LongestBreak > TimeSpan.FromHours(1))
            yield return $"LongestBreak is {options.LongestBreak:c}: say at least the BreakDuration of {options.BreakDuration:c}, and at most an hour.";

        foreach (var (policy, own) in options.Policies)
        {
            if (!policies.Value.Policies.ContainsKey(policy))
                yield return $"Policy \"{policy}\" is none of the policies, so what is said for it would hold for nothing: {Known(policies.Value.Policies.Keys)}.";
            if (own.LeasePermits < 0)
                yield return $"Policy \"{policy}\" has {own.LeasePermits} LeasePermits: say 0 to take none ahead.";
            if (own.WhenUnavailable is { } when && !Enum.IsDefined(when))
                yield return $"Policy \"{policy}\" has a WhenUnavailable of {(int)when}: say LocalShare, Admit or Refuse.";
        }
    }

    private static string? FaultOf(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count == 0 ? "It names no server." : null;
        }
        catch (ArgumentException fault)
        {
            return fault.Message;
        }
    }

    private static string Known(ICollection<string> names) =>
        names.Count == 0 ? "there is no policy at all" : $"use {string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""))}";
}
