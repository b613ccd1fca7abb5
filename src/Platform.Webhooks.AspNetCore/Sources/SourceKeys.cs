using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Sources;

/// <summary>Reads the keys of a sender: as its scheme writes them, or as a package beside the core does.</summary>
internal static class SourceKeys
{
    public static IWebhookVerificationKey Read(WebhookScheme scheme, string text, IEnumerable<IWebhookKeyReader> readers)
    {
        if (!IsStandard(scheme))
            return scheme.ParseSecret(text);
        if (readers.FirstOrDefault(each => text.StartsWith(each.Prefix, StringComparison.Ordinal)) is { } reader)
            return reader.Read(text);
        return text.StartsWith(WebhookKeyText.PublicKeyPrefix, StringComparison.Ordinal)
            ? throw new FormatException("This is an Ed25519 public key: add Platform.Webhooks.Ed25519 and call AddEd25519().")
            : scheme.ParseSecret(text);
    }

    /// <summary>What is wrong with a key, without a letter of it.</summary>
    public static string? FaultOf(WebhookScheme scheme, string text, IEnumerable<IWebhookKeyReader> readers)
    {
        try
        {
            Read(scheme, text, readers);
            return null;
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }

    private static bool IsStandard(WebhookScheme scheme) => scheme == WebhookScheme.Standard || scheme == WebhookScheme.Svix;
}
