using System.Text.Json;

namespace Platform.RateLimiting.Simulation.Replay;

/// <summary>A JSON object in each line.</summary>
internal sealed class JsonLine(string[] time, string[] key, string[] cost, string[] status) : ILineReader
{
    public bool SkipsFirstLine => false;

    public string? Read(string line, out LogFields fields)
    {
        fields = default;
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return "is not a JSON object";
            fields = new LogFields(Find(document.RootElement, time), Find(document.RootElement, key), Find(document.RootElement, cost), Find(document.RootElement, status));
            return null;
        }
        catch (JsonException)
        {
            return "is not JSON";
        }
    }

    private static string? Find(JsonElement line, string[] names)
    {
        foreach (var name in names)
        {
            if (Find(line, name) is { } value)
                return value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        }
        return null;
    }

    /// <summary>A property of that whole name, or else, where it has a dot, one within another: request.client_ip.</summary>
    private static JsonElement? Find(JsonElement line, string name)
    {
        foreach (var property in line.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Find(line, name[..dot]) is { ValueKind: JsonValueKind.Object } outer ? Find(outer, name[(dot + 1)..]) : null;
    }
}
