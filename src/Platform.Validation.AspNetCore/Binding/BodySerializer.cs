using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>One way of reading JSON, with what a reader of it needs worked out once.</summary>
internal sealed class BodySerializer(JsonSerializerOptions options)
{
    private readonly JsonReaderOptions _reading = new()
    {
        AllowTrailingCommas = options.AllowTrailingCommas,
        CommentHandling = options.ReadCommentHandling,
        MaxDepth = options.MaxDepth,
    };

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
