namespace Platform.Webhooks.Catalog;

/// <summary>Marks a property of a payload that says what the event is about, such as an id: what a thin payload has of it, and nothing else.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebhookKeyAttribute : Attribute;
