namespace Platform.Webhooks.Catalog;

/// <summary>
/// Makes a static partial class the catalogue of all types with <see cref="WebhookEventAttribute"/> of its project: it gets a property <c>Catalog</c>.
/// </summary>
/// <param name="context">The <c>JsonSerializerContext</c> that writes them; each stands in it by <c>[JsonSerializable]</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WebhookCatalogAttribute(Type context) : Attribute
{
    /// <summary>The context that writes them.</summary>
    public Type Context { get; } = context;
}
