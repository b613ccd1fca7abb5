using System.Text.Json;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>The host's way of reading JSON, made to see in a body what was judged in it.</summary>
/// <remarks>
/// A name that comes twice is refused, also where it is written in other letters: the first would be judged and the last bound. Where a
/// schema judges the bytes, which knows names as they are written, they are bound as they are written, too; by the host's default,
/// which takes any letters for the same, <c>{"ROLE":"admin"}</c> would set what the schema asked of <c>role</c> alone.
/// </remarks>
/// <param name="options">The host's options.</param>
/// <param name="maxDepth">How deep a body may be.</param>
internal sealed class BodySerializers(Func<JsonSerializerOptions> options, int maxDepth)
{
    private readonly Lazy<BodySerializer> _exact = new(() => Copy(options(), maxDepth, isExact: true));
    private readonly Lazy<BodySerializer> _lenient = new(() => Copy(options(), maxDepth, isExact: false));

    public BodySerializer For(bool hasSchema) => (hasSchema ? _exact : _lenient).Value;

    private static BodySerializer Copy(JsonSerializerOptions options, int maxDepth, bool isExact)
    {
        options.MakeReadOnly();
        var copy = new JsonSerializerOptions(options);
        // Whether names that are the same may come twice is for the schema to say, which has judged each of them.
        if (isExact)
            copy.PropertyNameCaseInsensitive = false;
        else
            copy.AllowDuplicateProperties = false;
        copy.MakeReadOnly();
        return new BodySerializer(copy, maxDepth);
    }
}
