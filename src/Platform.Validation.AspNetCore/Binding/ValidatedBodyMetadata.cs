namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Says of an endpoint that its body is validated.</summary>
internal sealed class ValidatedBodyMetadata
{
    public static ValidatedBodyMetadata Instance { get; } = new();
}
