using Microsoft.Extensions.Options;

namespace Platform.Webhooks.AspNetCore;

/// <summary>Refuses options that cannot hold, each with a sentence that names the option and the remedy.</summary>
internal sealed class PlatformWebhooksPortalOptionsValidator : IValidateOptions<PlatformWebhooksPortalOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, PlatformWebhooksPortalOptions options)
    {
        if (options.SessionLifetime < Shortest || options.SessionLifetime > Longest)
            return ValidateOptionsResult.Fail($"SessionLifetime is {options.SessionLifetime}: say {Shortest} to {Longest}.");
        return string.IsNullOrWhiteSpace(options.Title)
            ? ValidateOptionsResult.Fail("Title is empty: say what the product is called.") : ValidateOptionsResult.Success;
    }
}
