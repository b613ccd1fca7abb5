namespace Platform.Webhooks.Schemes;

/// <summary>The header fields of a message, whichever server or client read them.</summary>
public interface IWebhookHeaders
{
    /// <summary>Looks for a field.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <param name="value">Its value, where it is there exactly once.</param>
    /// <returns>How many lines or values it has.</returns>
    int Find(string name, out string? value);
}
