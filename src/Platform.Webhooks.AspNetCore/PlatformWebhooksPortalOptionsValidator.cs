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
        foreach (var ancestor in options.FrameAncestors)
        {
            if (!IsOrigin(ancestor))
            {
                return ValidateOptionsResult.Fail(
                    $"FrameAncestors has {ancestor}: say origins such as https://app.example.com, without a path; "
                    + "http for localhost alone.");
            }
        }
        return string.IsNullOrWhiteSpace(options.Title)
            ? ValidateOptionsResult.Fail("Title is empty: say what the product is called.") : ValidateOptionsResult.Success;
    }

    /// <summary>To the letter as a browser writes it: it goes into a header as it is.</summary>
    private static bool IsOrigin(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && text == uri.GetLeftPart(UriPartial.Authority) && uri.UserInfo is "" && text.All(char.IsAscii);
}
