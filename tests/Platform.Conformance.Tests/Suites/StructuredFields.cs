using System.Globalization;
using System.Text.Json;
using Platform.Conformance.Tests.Frame;
using Platform.RateLimiting.AspNetCore.StructuredFields;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// Structured Field Values for HTTP, RFC 9651 (httpwg/structured-field-tests): each case is parsed, compared with the expected value, and
/// written again in the canonical form.
/// </summary>
public sealed class StructuredFields() : RunningSuite("structured-fields", "Platform.RateLimiting.AspNetCore", "*.json")
{
    private const string Base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <inheritdoc />
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var test in document.RootElement.EnumerateArray().Select(test => test.Clone()).ToList())
            yield return new ConformanceCase(test.GetProperty("name").GetString()!, _ => ValueTask.FromResult(Judge(test)));
    }

    private static string? Judge(JsonElement test)
    {
        if (!test.TryGetProperty("raw", out var raw))
            return JudgeWriting(test);
        // Several lines of a field are one value (RFC 9651, section 4.2).
        var text = string.Join(", ", raw.EnumerateArray().Select(line => line.GetString()));
        var type = test.GetProperty("header_type").GetString();
        var parsed = Parse(type, text);
        if (test.TryGetProperty("must_fail", out var must) && must.GetBoolean())
            return parsed is null ? null : $"read as {parsed}, and must be refused";
        if (parsed is null)
            return test.TryGetProperty("can_fail", out var can) && can.GetBoolean() ? null : "refused, and must be read";

        var (value, written) = parsed.Value;
        var expected = JsonSerializer.Serialize(test.GetProperty("expected"));
        if (!JsonElement.DeepEquals(JsonSerializer.SerializeToElement(value), test.GetProperty("expected")))
            return $"read as {JsonSerializer.Serialize(value)}, and expected is {expected}";
        var canonical = test.TryGetProperty("canonical", out var lines) ? string.Join(", ", lines.EnumerateArray().Select(line => line.GetString())) : text;
        return written == canonical ? null : $"written as {written}, and canonical is {canonical}";
    }

    /// <summary>A case without a raw value is about writing alone.</summary>
    private static string? JudgeWriting(JsonElement test)
    {
        string? written;
        try
        {
            written = Write(test.GetProperty("header_type").GetString(), test.GetProperty("expected"));
        }
        catch (FormatException)
        {
            written = null;
        }
        if (test.TryGetProperty("must_fail", out var must) && must.GetBoolean())
            return written is null ? null : $"written as {written}, and must be refused";
        var canonical = string.Join(", ", test.GetProperty("canonical").EnumerateArray().Select(line => line.GetString()));
        return written == canonical ? null : $"written as {written ?? "nothing"}, and canonical is {canonical}";
    }

    private static (object Value, string Written)? Parse(string? type, string text) => type switch
    {
        "item" => StructuredFieldParser.TryParseItem(text, out var item) ? (Shape(item), StructuredFieldSerializer.SerializeItem(item)) : null,
        "list" => StructuredFieldParser.TryParseList(text, out var list) ? (list.Select(Shape).ToArray(), StructuredFieldSerializer.SerializeList(list)) : null,
        "dictionary" => StructuredFieldParser.TryParseDictionary(text, out var members)
            ? (members.Select(member => new[] { member.Key, Shape(member.Value) }).ToArray(), StructuredFieldSerializer.SerializeDictionary(members)) : null,
        _ => throw new FormatException($"An unknown type of field: {type}."),
    };

    private static string Write(string? type, JsonElement value) => type switch
    {
        "item" => StructuredFieldSerializer.SerializeItem((StructuredItem)MemberOf(value)),
        "list" => StructuredFieldSerializer.SerializeList(value.EnumerateArray().Select(MemberOf)),
        "dictionary" => StructuredFieldSerializer.SerializeDictionary(value.EnumerateArray().Select(pair => new Member<StructuredMember>(pair[0].GetString()!, MemberOf(pair[1])))),
        _ => throw new InvalidOperationException($"An unknown type of field: {type}."),
    };

    /// <summary>The suite's JSON for a member: its value and its parameters.</summary>
    private static object Shape(StructuredMember member) => member switch
    {
        StructuredItem item => new[] { Shape(item.Value), ShapeOf(item.Parameters) },
        InnerList inner => new object[] { inner.Items.Select(Shape).ToArray(), ShapeOf(inner.Parameters) },
        _ => throw new InvalidOperationException(),
    };

    private static object[] ShapeOf(IReadOnlyList<Member<BareItem>> parameters) => [.. parameters.Select(parameter => new[] { parameter.Key, Shape(parameter.Value) })];

    private static object Shape(BareItem item) => item switch
    {
        BareItem.Integer integer => integer.Value,
        BareItem.Decimal number => number.Value,
        BareItem.String text => text.Value,
        BareItem.Boolean boolean => boolean.Value,
        BareItem.Token token => new Dictionary<string, object> { ["__type"] = "token", ["value"] = token.Value },
        BareItem.ByteSequence bytes => new Dictionary<string, object> { ["__type"] = "binary", ["value"] = Base32(bytes.Value) },
        BareItem.Date date => new Dictionary<string, object> { ["__type"] = "date", ["value"] = date.Seconds },
        BareItem.DisplayString display => new Dictionary<string, object> { ["__type"] = "displaystring", ["value"] = display.Value },
        _ => throw new InvalidOperationException(),
    };

    private static StructuredMember MemberOf(JsonElement member)
    {
        IReadOnlyList<Member<BareItem>> parameters = [.. member[1].EnumerateArray().Select(parameter => new Member<BareItem>(parameter[0].GetString()!, ItemOf(parameter[1])))];
        return member[0].ValueKind == JsonValueKind.Array
            ? new InnerList([.. member[0].EnumerateArray().Select(item => (StructuredItem)MemberOf(item))], parameters)
            : new StructuredItem(ItemOf(member[0]), parameters);
    }

    private static BareItem ItemOf(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new BareItem.Boolean(item.GetBoolean()),
        JsonValueKind.String => new BareItem.String(item.GetString()!),
        JsonValueKind.Number => item.GetRawText().Contains('.', StringComparison.Ordinal) ? new BareItem.Decimal(item.GetDecimal()) : new BareItem.Integer(item.GetInt64()),
        _ => item.GetProperty("__type").GetString() switch
        {
            "token" => new BareItem.Token(item.GetProperty("value").GetString()!),
            "date" => new BareItem.Date(item.GetProperty("value").GetInt64()),
            "displaystring" => new BareItem.DisplayString(item.GetProperty("value").GetString()!),
            var other => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"An unknown type of item: {other}.")),
        },
    };

    /// <summary>The suite writes bytes in base 32 (RFC 4648, section 6).</summary>
    private static string Base32(byte[] bytes)
    {
        var letters = new List<char>();
        var (bits, held) = (0u, 0);
        foreach (var each in bytes)
        {
            bits = bits << 8 | each;
            for (held += 8; held >= 5; held -= 5)
                letters.Add(Base32Letters[(int)(bits >> held - 5 & 31)]);
        }
        if (held > 0)
            letters.Add(Base32Letters[(int)(bits << 5 - held & 31)]);
        while (letters.Count % 8 != 0)
            letters.Add('=');
        return new string([.. letters]);
    }
}
