using System.Text.Json;

namespace Platform.Plugins.Trust;

/// <summary>Objects of which every member is known and has to be there: what is misspelt says nothing otherwise.</summary>
internal static class StrictMembers
{
    /// <exception cref="FormatException">One is missing, or there is another.</exception>
    /// <exception cref="InvalidOperationException">It is no object.</exception>
    public static void Require(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw new FormatException($"it has \"{member.Name}\" where only {string.Join(", ", names)} are known.");
        }
        foreach (var name in names)
        {
            if (!element.TryGetProperty(name, out _))
                throw new FormatException($"it has no \"{name}\": an empty one has to be written too.");
        }
    }

    /// <exception cref="FormatException">It is null.</exception>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public static string Text(JsonElement element) =>
        element.GetString() ?? throw new FormatException("it has null where there must be text.");
}
