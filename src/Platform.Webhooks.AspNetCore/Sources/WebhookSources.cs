using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Sources;

/// <summary>The senders, as they are configured when the host starts.</summary>
internal sealed class WebhookSources
{
    private readonly FrozenDictionary<string, WebhookSource> _byName;

    public WebhookSources(IOptions<PlatformWebhooksReceiverOptions> options, IEnumerable<IWebhookKeyReader> readers, TimeProvider time)
    {
        Options = options.Value;
        var known = readers.ToArray();
        _byName = Options.Sources.ToFrozenDictionary(source => source.Key, source => Make(source.Key, source.Value, known, time), StringComparer.Ordinal);
    }

    public PlatformWebhooksReceiverOptions Options { get; }

    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public WebhookSource Get(string name)
    {
        if (_byName.TryGetValue(name, out var source))
            return source;
        var known = _byName.Count == 0 ? "none" : string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal));
        throw new InvalidOperationException(
            $"There is no source \"{name}\" of webhooks. Add it: AddPlatformWebhooks().AddReceiver(options => options.Source(\"{name}\", …)). There are: {known}.");
    }

    private WebhookSource Make(string name, WebhookSourceOptions source, IWebhookKeyReader[] readers, TimeProvider time)
    {
        var scheme = WebhookScheme.Find(source.Scheme)!;
        var keys = source.Secrets.Select(text => SourceKeys.Read(scheme, text, readers)).ToList();
        var verifier = new WebhookVerifier(scheme, keys, time, source.Tolerance ?? Options.Tolerance);
        return new WebhookSource(
            name, verifier, string.Join(' ', keys.Select(key => key.KeyId)), source.MaxBodyBytes ?? Options.MaxBodyBytes,
            source.Accounts.ToFrozenSet(StringComparer.Ordinal));
    }
}
