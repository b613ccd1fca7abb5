using System.Text;
using System.Text.Json;
using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>Hostile text (minimaxir/big-list-of-naughty-strings): every entry must come back from JSON as it went in,
/// or be refused where it is no text at all.</summary>
public sealed class NaughtyStrings() : RunningSuite("naughty-strings", "CityDesk", "blns.json", "blns.base64.json")
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc />
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        var bytes = File.ReadAllBytes(path);
        var entries = JsonSerializer.Deserialize<string[]>(bytes)!;
        var number = 0;
        foreach (var entry in entries)
        {
            yield return new ConformanceCase($"{number++}", _ => ValueTask.FromResult(
                file == "blns.base64.json" ? RoundTrip(Convert.FromBase64String(entry)) : RoundTrip(entry)));
        }
        yield return new ConformanceCase("all of them", _ => ValueTask.FromResult(
            CountStrings(bytes) == number ? null : $"{number} entries were loaded, the file has {CountStrings(bytes)}"));
    }

    private static string? RoundTrip(string text)
    {
        var back = JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(text));
        return string.Equals(text, back, StringComparison.Ordinal) ? null : $"came back as {back}";
    }

    // The base64 list is wrapped after 57 bytes without regard to characters, so some of its entries are no text: JSON must
    // refuse them.
    private static string? RoundTrip(byte[] bytes)
    {
        try
        {
            return RoundTrip(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            try
            {
                var read = JsonSerializer.Deserialize<string>([(byte)'"', .. bytes, (byte)'"']);
                return $"is no UTF-8, and was read as {read}";
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    // Counted in another way than they are loaded, or the check would agree with any loss.
    private static int CountStrings(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        var count = 0;
        while (reader.Read())
            count += reader.TokenType == JsonTokenType.String ? 1 : 0;
        return count;
    }
}
