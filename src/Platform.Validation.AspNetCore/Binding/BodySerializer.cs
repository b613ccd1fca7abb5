using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>One way of reading JSON, with what a reader of it needs worked out once.</summary>
internal sealed class BodySerializer(JsonSerializerOptions options)
{
    public JsonReaderOptions Reading { get; } = new()
    {
        AllowTrailingCommas = options.AllowTrailingCommas,
        CommentHandling = options.ReadCommentHandling,
        MaxDepth = options.MaxDepth,
    };

    public JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
