namespace Platform.Webhooks.Schemes;

/// <summary>Header fields that somebody has in hand.</summary>
/// <param name="fields">Names, in any case, and values.</param>
public sealed class WebhookHeaders(params IEnumerable<(string Name, string Value)> fields) : IWebhookHeaders
{
    private readonly (string Name, string Value)[] _fields = [.. fields];

    /// <summary>The three fields of Standard Webhooks 1.0.0.</summary>
    /// <param name="id"><c>webhook-id</c>.</param>
    /// <param name="timestamp"><c>webhook-timestamp</c>.</param>
    /// <param name="signature"><c>webhook-signature</c>.</param>
    /// <returns>The fields.</returns>
    public static WebhookHeaders Standard(string id, string timestamp, string signature) =>
        new((StandardScheme.IdField, id), (StandardScheme.TimestampField, timestamp), (StandardScheme.SignatureField, signature));

    /// <inheritdoc />
    public int Find(string name, out string? value)
    {
        var count = 0;
        value = null;
        foreach (var field in _fields)
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                value = ++count == 1 ? field.Value : null;
        }
        return count;
    }
}
