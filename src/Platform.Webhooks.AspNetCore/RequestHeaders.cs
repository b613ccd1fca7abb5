using Microsoft.AspNetCore.Http;
using Platform.Webhooks.Schemes;

namespace Platform.Webhooks.AspNetCore;

/// <summary>The header fields of a request.</summary>
internal sealed class RequestHeaders(IHeaderDictionary headers) : IWebhookHeaders
{
    public int Find(string name, out string? value)
    {
        var values = headers[name];
        value = values.Count == 1 ? values[0] : null;
        return values.Count;
    }
}
