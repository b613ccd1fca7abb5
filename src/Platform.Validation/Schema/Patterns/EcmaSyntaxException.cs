namespace Platform.Validation.Schema.Patterns;

/// <summary>A text is no regular expression of ECMA-262.</summary>
internal sealed class EcmaSyntaxException(string message) : Exception(message);
