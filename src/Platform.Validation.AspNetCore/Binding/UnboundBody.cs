using System.Text.Json;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Why bytes that are well-formed JSON made no object.</summary>
internal readonly record struct UnboundBody(Exception Exception)
{
    /// <summary>Whether it is the serializer that says so, or a constructor or setter that guards itself.</summary>
    public static bool IsExpected(Exception exception) => exception is JsonException or ArgumentException or FormatException or OverflowException;

    public UnreadableBody ToBody(Type type) => new(type, ToResult(), Exception as JsonException);

    /// <summary>
    /// The failure. The message of a serializer names types of ours, and that of a constructor the value: where it happened is all that concerns the sender.
    /// </summary>
    public ValidationResult ToResult() =>
        ValidationResult.Of(new ValidationFailure(ValidationCodes.ValueNotReadable, JsonPaths.ToPointer((Exception as JsonException)?.Path), ""));
}
