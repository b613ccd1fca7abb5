namespace Platform.Webhooks.Catalog;

/// <summary>
/// Marks a static property of a payload's own type as an example of it, for those who receive it. It is written as any payload is, so it cannot be wrong.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebhookExampleAttribute : Attribute;
