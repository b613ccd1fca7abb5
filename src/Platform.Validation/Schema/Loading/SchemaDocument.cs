using System.Globalization;
using System.Text.Json;

namespace Platform.Validation.Schema.Loading;

/// <summary>One JSON text that holds schemas, and the resources in it by the pointer to their root.</summary>
internal sealed class SchemaDocument(int number, JsonElement root)
{
    /// <summary>Beyond so many members, each step into an object or array would walk them all, and as many references would take that time squared.</summary>
    private const int MostWalked = 16;

    private readonly Dictionary<string, Dictionary<string, JsonElement>?> _members = new(StringComparer.Ordinal);

    public int Number { get; } = number;

    public JsonElement Root { get; } = root;

    public Dictionary<string, SchemaResource> Resources { get; } = new(StringComparer.Ordinal);

    /// <summary>The member or item of something by its name; <see langword="null"/> where there is none.</summary>
    /// <param name="pointer">Where that stands.</param>
    /// <param name="element">What stands there.</param>
    /// <param name="name">The name, or the position as RFC 6901 writes it: without a zero before it.</param>
    public JsonElement? Step(string pointer, JsonElement element, string name)
    {
        if (!_members.TryGetValue(pointer, out var members))
            _members.Add(pointer, members = MembersOf(element));
        if (members is not null)
            return members.TryGetValue(name, out var known) ? known : null;
        return element.ValueKind switch
        {
            JsonValueKind.Object when element.TryGetProperty(name, out var member) => member,
            JsonValueKind.Array when name is "0" or not ['0', ..] && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < element.GetArrayLength() => element[index],
            _ => null,
        };
    }

    private static Dictionary<string, JsonElement>? MembersOf(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object && element.GetPropertyCount() > MostWalked)
            return element.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value, StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() <= MostWalked)
            return null;
        var position = 0;
        return element.EnumerateArray().ToDictionary(_ => (position++).ToString(CultureInfo.InvariantCulture), static item => item, StringComparer.Ordinal);
    }
}
