using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Errors;

/// <summary>
/// Keeps errors away from serializers, which would write what callers must not see. A contract can be made all the same, so that who looks at the contracts of
/// an application first, as a web framework does, can still be told by name what is wrong.
/// </summary>
internal sealed class RefusingJsonConverter : JsonConverter<Error>
{
    private const string Remedy = "An error is not serialized as it is: write it with ProblemWriter, and read it with ProblemReader.";

    public override Error Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException(Remedy);

    public override void Write(Utf8JsonWriter writer, Error value, JsonSerializerOptions options) => throw new NotSupportedException(Remedy);
}
