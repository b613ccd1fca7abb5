using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Errors;

/// <summary>
/// Keeps results from being serialized as they are, failures and all: a success would be written in a shape that nobody has agreed on. It also keeps the
/// serializer from asking for the properties, of which one is a reference.
/// </summary>
internal sealed class RefusingResultJsonConverter : JsonConverter<object>
{
    private const string Remedy = "A result is not serialized as it is: write its value, or its error with ProblemWriter.";

    public override bool CanConvert(Type typeToConvert) => true;

    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException(Remedy);

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => throw new NotSupportedException(Remedy);
}
