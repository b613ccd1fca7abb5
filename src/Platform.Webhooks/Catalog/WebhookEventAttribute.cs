namespace Platform.Webhooks.Catalog;

/// <summary>Makes a type the payload of an event that receivers may subscribe to.</summary>
/// <param name="name">What happened: lower-case words of letters, digits, <c>-</c> and <c>_</c>, with dots between them, as <c>request.opened</c>.</param>
/// <param name="version">
/// Which form of it this is: 1 for the first. What is published has the type <c>request.opened</c> for it, and <c>request.opened.v2</c> for the second.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class WebhookEventAttribute(string name, int version = 1) : Attribute
{
    /// <summary>What happened.</summary>
    public string Name { get; } = name;

    /// <summary>Which form of it this is.</summary>
    public int Version { get; } = version;

    /// <summary>When it is published, in a sentence for those who receive it.</summary>
    /// <value>None.</value>
    public string? Description { get; set; }
}
