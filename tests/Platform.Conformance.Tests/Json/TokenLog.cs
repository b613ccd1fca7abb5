using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Conformance.Tests.Json;

/// <summary>
/// What was read, token by token, with every string decoded: as a type that a body can be bound to, so that two readings of
/// the same bytes can be compared in content and not only in whether they succeeded.
/// </summary>
/// <param name="Text">The tokens, each ended by a line feed.</param>
[JsonConverter(typeof(Converter))]
public sealed record TokenLog(string Text)
{
    /// <summary>Reads the value that <paramref name="reader"/> stands on, to its end.</summary>
    /// <param name="reader">A reader on the first token of a value.</param>
    /// <returns>Its tokens.</returns>
    public static TokenLog ReadValue(ref Utf8JsonReader reader)
    {
        var text = new StringBuilder();
        var depth = reader.CurrentDepth;
        do
        {
            text.Append(reader.TokenType).Append(' ');
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName or JsonTokenType.String:
                    text.Append(reader.GetString());
                    break;
                case JsonTokenType.Number:
                    text.Append(BitConverter.DoubleToInt64Bits(reader.GetDouble()));
                    break;
            }
            text.Append('\n');
        }
        while ((reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject || reader.CurrentDepth > depth) && reader.Read());
        return new TokenLog(text.ToString());
    }

    /// <summary>Binds any value, also <c>null</c>.</summary>
    public sealed class Converter : JsonConverter<TokenLog>
    {
        /// <inheritdoc />
        public override bool HandleNull => true;

        /// <inheritdoc />
        public override TokenLog Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader);

        /// <inheritdoc />
        public override void Write(Utf8JsonWriter writer, TokenLog value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A log of tokens is only read.");
    }
}
