using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Tells a fault of the bytes of a body from a fault of a value in it.</summary>
internal static class UnreadableBytes
{
    /// <summary>The body that a request does not have; <see langword="null"/> where it may have one.</summary>
    public static UnreadableBody? Missing(HttpContext context, Type type) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? Missing(type) : null;

    public static UnreadableBody Missing(Type type) =>
        new(type, ValidationResult.Of(new ValidationFailure(ValidationCodes.ValueRequired, "", "")), isMissing: true);

    /// <param name="type">What the body is to be read as.</param>
    /// <param name="judged">What was found wrong with its bytes.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="serializer">Who would have read them.</param>
    /// <returns>The body; <see langword="null"/> where values are wrong in it, or limits are passed that the serializer does not know of.</returns>
    public static UnreadableBody? Of(Type type, in ValidationResult judged, in ReadOnlySequence<byte> body, BodySerializer serializer)
    {
        if (judged.Failures is not [var fault])
            return null;
        return fault.Code switch
        {
            ValidationCodes.JsonMalformed or ValidationCodes.JsonNotUtf8 => new UnreadableBody(type, judged, serializer.Refuse(body) ?? At(body, fault)),
            // The serializer may be allowed to go deeper than bodies are.
            ValidationCodes.JsonTooDeep when serializer.Refuse(body) is { } refused => new UnreadableBody(type, judged, refused),
            ValidationCodes.JsonDuplicateProperty or ValidationCodes.JsonLoneSurrogate => new UnreadableBody(type, judged),
            _ => null,
        };
    }

    /// <summary>Where the serializer is content with what is no JSON (a trailing comma, a comment, bytes that are no text), the place is that of the judgement.</summary>
    private static JsonException At(in ReadOnlySequence<byte> body, in ValidationFailure fault)
    {
        var offset = fault.Arguments.TryGet("offset", out var argument) ? long.Min(argument.Number, body.Length) : 0;
        var (line, start, at) = (0L, 0L, 0L);
        foreach (var piece in body.Slice(0, offset))
        {
            foreach (var one in piece.Span)
            {
                at++;
                if (one == (byte)'\n')
                    (line, start) = (line + 1, at);
            }
        }
        return new JsonException(null, null, line, offset - start, new JsonException(null, null, line, offset - start));
    }
}
