using System.Globalization;
using System.Text;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>Writes a manifest as JSON. The same declarations make the same text, in whatever order and files they stand.</summary>
internal static class ManifestWriter
{
    public static string Write(PluginModel plugin, IEnumerable<ContributionModel> contributions)
    {
        var brought = contributions
            .SelectMany(static each => each.Contracts.Select(contract => (Contract: contract, each.Name, each.Type)))
            .OrderBy(static each => each.Contract.Name, StringComparer.Ordinal).ThenBy(static each => each.Name, StringComparer.Ordinal)
            .ToList();
        var contracts = brought.Select(static each => each.Contract).GroupBy(static each => each.Name).Select(static each => each.First());
        var members = new List<string>
        {
            Member("id", Text(plugin.Id)),
            Member("version", Text(plugin.Version)),
        };
        if (plugin.Name is { } name)
            members.Add(Member("name", Text(name)));
        if (plugin.Description is { } description)
            members.Add(Member("description", Text(description)));
        members.Add(Member("assembly", Text(plugin.Assembly)));
        members.Add(Member("contracts", Object(contracts.Select(static each => Member(each.Name, Text(each.Range))))));
        members.Add(Member("contributes", List(brought.Select(static each => Object(
            [Member("contract", Text(each.Contract.Name)), Member("name", Text(each.Name)), Member("type", Text(each.Type))])))));
        if (plugin.LoadsAtStartup)
            members.Add(Member("activation", Text("startup")));
        if (plugin.Capabilities.Count > 0)
            members.Add(Member("capabilities", List(plugin.Capabilities.Select(Text))));
        if (plugin.Isolation is { } isolation)
            members.Add(Member("isolation", Text(isolation)));
        string[] limits = [.. Limit("memoryMebibytes", plugin.MemoryMebibytes), .. Limit("callMilliseconds", plugin.CallMilliseconds)];
        if (limits.Length > 0)
            members.Add(Member("limits", Object(limits)));
        return $"{{\n  {string.Join(",\n  ", members)}\n}}\n";
    }

    private static IEnumerable<string> Limit(string name, int value) =>
        value > 0 ? [Member(name, value.ToString(CultureInfo.InvariantCulture))] : [];

    private static string Member(string name, string value) => $"{Text(name)}: {value}";

    private static string Object(IEnumerable<string> members) => $"{{ {string.Join(", ", members)} }}";

    private static string List(IEnumerable<string> elements) => $"[{string.Join(", ", elements)}]";

    /// <summary>RFC 8259, section 7; half of a surrogate pair too, which the reader refuses with a sentence.</summary>
    private static string Text(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                json.Append('\\').Append(letter);
            else if (letter is < ' ' or > '~')
                json.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            else
                json.Append(letter);
        }
        return json.Append('"').ToString();
    }
}
