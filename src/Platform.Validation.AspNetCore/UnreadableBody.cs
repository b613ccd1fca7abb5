using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.Validation.AspNetCore;

/// <summary>
/// A body of which no object could be made: nobody sent one, its bytes are no JSON, or the serializer did not make of them what is expected. None of that is a
/// fault of a value, which could be told beside others.
/// </summary>
/// <remarks>Handed to <see cref="IValidationFailureWriter.WriteUnreadableAsync(HttpContext, UnreadableBody, CancellationToken)"/>.</remarks>
public sealed class UnreadableBody
{
    internal UnreadableBody(Type type, ValidationResult result, JsonException? exception = null, bool isMissing = false) =>
        (Type, Result, Exception, IsMissing) = (type, result, exception, isMissing);

    /// <summary>What the body was to be read as.</summary>
    public Type Type { get; }

    /// <summary>What validation says of it: at least one failure, which is an error.</summary>
    public ValidationResult Result { get; }

    /// <summary>
    /// What System.Text.Json says of it, as whoever binds without validation would hear it: with line and position, and the path where it is JSON. Its message
    /// names types of the application. <see langword="null"/> where there is no body, or nothing that the serializer would refuse.
    /// </summary>
    public JsonException? Exception { get; }

    /// <summary>Whether there is none: nothing was sent, or <c>null</c>.</summary>
    public bool IsMissing { get; }
}
