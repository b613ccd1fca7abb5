using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Validation.Reading;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>One way of reading JSON, with what a reader of it needs worked out once.</summary>
internal sealed class BodySerializer(JsonSerializerOptions options, int maxDepth)
{
    private readonly JsonReading _onePass = new(options, maxDepth);

    private readonly JsonReaderOptions _reading = new()
    {
        AllowTrailingCommas = options.AllowTrailingCommas,
        CommentHandling = options.ReadCommentHandling,
        MaxDepth = options.MaxDepth,
    };

    /// <summary>Judges the bytes while they are bound, where the type allows it and nothing is wrong with them; otherwise nothing is known of them.</summary>
    public bool TryRead<T>(Validator<T> validator, in ReadOnlySequence<byte> body, out T? value) => _onePass.TryRead(validator, in body, out value);

    /// <summary>What the reader says of bytes that are no JSON, in the form in which the serializer passes it on.</summary>
    /// <returns>The refusal; <see langword="null"/> where it reads them all.</returns>
    public JsonException? Refuse(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body, _reading);
        try
        {
            while (reader.Read())
            {
            }
            return null;
        }
        catch (JsonException exception)
        {
            return new JsonException(exception.Message, null, exception.LineNumber, exception.BytePositionInLine, exception);
        }
    }

    /// <summary>Whether a text that has been read whole has names that come twice where letters of any case are the same, as they are for these options.</summary>
    public bool HasNamesInOtherLetters(in ReadOnlySequence<byte> body) => options.PropertyNameCaseInsensitive && NamesInOtherLetters.Any(in body, _reading.MaxDepth);

    public bool TryBind<T>(in ReadOnlySequence<byte> body, out T? value, out UnboundBody unbound)
    {
        value = default;
        try
        {
            var reader = new Utf8JsonReader(body, _reading);
            value = JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
            unbound = default;
            return true;
        }
        catch (Exception exception) when (UnboundBody.IsExpected(exception))
        {
            unbound = new UnboundBody(exception);
            return false;
        }
    }

    public bool TryBind(Type type, in ReadOnlySequence<byte> body, out object? value, out UnboundBody unbound)
    {
        value = null;
        try
        {
            var reader = new Utf8JsonReader(body, _reading);
            value = JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(type));
            unbound = default;
            return true;
        }
        catch (Exception exception) when (UnboundBody.IsExpected(exception))
        {
            unbound = new UnboundBody(exception);
            return false;
        }
    }
}
