using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>
/// The host's way of reading JSON, with one thing added: a member that stands twice is refused also where the binder takes two names for one, as it does
/// when case does not matter. Otherwise bytes would be judged by one of them and the object made of the other.
/// </summary>
internal sealed class BodySerializer
{
    private readonly JsonSerializerOptions _options;

    public BodySerializer(IOptions<JsonOptions> options)
    {
        _options = new JsonSerializerOptions(options.Value.SerializerOptions) { AllowDuplicateProperties = false };
        _options.MakeReadOnly();
        Reading = new JsonReaderOptions
        {
            AllowTrailingCommas = _options.AllowTrailingCommas,
            CommentHandling = _options.ReadCommentHandling,
            MaxDepth = _options.MaxDepth,
        };
    }

    public JsonReaderOptions Reading { get; }

    public JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
}
