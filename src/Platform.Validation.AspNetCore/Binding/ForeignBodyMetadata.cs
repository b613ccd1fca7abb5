namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Says of an endpoint that it takes a body whose rules stand elsewhere, and are asked.</summary>
/// <param name="Type">The type of the body.</param>
internal sealed record ForeignBodyMetadata(Type Type);
