using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Encryption.Json;

/// <summary>A sealed text as base64.</summary>
/// <param name="session">What it is sealed with.</param>
/// <param name="column">The type and the name of the property, as they stand in the document.</param>
internal sealed class SealedTextConverter(JsonSession session, string column) : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var value) ? session.Open(column, value) : throw new SealedValueException(OpenResult.NotSealed);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteBase64StringValue(session.Seal(column, value));
}
