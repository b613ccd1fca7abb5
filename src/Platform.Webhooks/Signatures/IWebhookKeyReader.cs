namespace Platform.Webhooks.Signatures;

/// <summary>Reads keys that a package beside the core brings, where keys stand in configuration: <c>AddEd25519()</c> registers one.</summary>
public interface IWebhookKeyReader
{
    /// <summary>The prefix by which such a key is known, such as <c>whpk_</c>.</summary>
    string Prefix { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="text">The text, with the prefix.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    IWebhookVerificationKey Read(string text);
}
