namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Says of an endpoint that its arguments of validated types are judged.</summary>
internal sealed class ValidatedArgumentsMetadata
{
    public static ValidatedArgumentsMetadata Instance { get; } = new();
}
