using System.Text.Json;
using Platform.Conformance.Tests.Frame;
using Platform.Conformance.Tests.Json;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// The parser files of nst/JSONTestSuite, one case each. A name that starts with <c>y_</c> must be read, one with <c>n_</c>
/// must be refused; <c>i_</c>, and everything in <c>test_transform</c>, may be either, but never anything else than those two.
/// Each file is read twice, as an HTTP door reads a body and byte by byte, and both readings must agree in every token.
/// </summary>
public sealed class JsonTestSuite() : RunningSuite("json-test-suite", "CityDesk", "test_parsing/*.json", "test_transform/*.json")
{
    /// <inheritdoc />
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        yield return new ConformanceCase(Path.GetFileNameWithoutExtension(file), async cancellationToken =>
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            var door = await ReadAtTheDoorAsync(bytes, cancellationToken);
            var split = ReadByteByByte(bytes);
            if (door != split)
                return $"the door gave {door ?? "a refusal"}, reading byte by byte {split ?? "a refusal"}";
            return (Expectation(Path.GetFileName(file), bytes), door) switch
            {
                (true, null) => "refused, and must be read",
                (false, not null) => $"read as {door}, and must be refused",
                _ => null,
            };
        });
    }

    /// <summary>What the suite expects of a file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="bytes">Its content.</param>
    /// <returns>Read, refused, or, as <see langword="null"/>, either.</returns>
    public static bool? Expectation(string file, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        // RFC 8259, section 9, lets a parser limit the depth. The doors do, so that a body cannot exhaust the stack: what is
        // deeper must be refused even where the suite would have it read.
        if (JsonDoor.Depth(bytes) > JsonDoor.Options.MaxDepth)
            return false;
        return file[..2] switch
        {
            "y_" => true,
            "n_" => false,
            _ => null,
        };
    }

    private static async Task<string?> ReadAtTheDoorAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new MemoryStream(bytes);
            return (await JsonSerializer.DeserializeAsync<TokenLog>(body, JsonDoor.Options, cancellationToken))!.Text;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? ReadByteByByte(byte[] bytes)
    {
        // The door skips a byte order mark, as RFC 8259, section 8.1, allows; the bare reader does not know of it.
        var content = bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        try
        {
            var reader = new Utf8JsonReader(ByteSegment.Split(content), JsonDoor.ReaderOptions);
            reader.Read();
            var log = TokenLog.ReadValue(ref reader);
            return reader.Read() ? throw new InvalidOperationException("A token after the end of the value.") : log.Text;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException notText) when (notText.Source == "System.Text.Json.Rethrowable")
        {
            // A string that is no Unicode: the serializer at the door turns the same exception into a JsonException.
            return null;
        }
    }
}
