using System.Collections.Immutable;
using System.Text.Json;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Trust;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Index;

/// <summary>What an index offers, as JSON. It is not signed itself: the statement of the index names its digest.</summary>
internal static class CatalogueFormat
{
    public static byte[] Write(IEnumerable<IndexedPlugin> plugins) => IndexFormat.Write(json =>
    {
        json.WriteStartObject("plugins");
        foreach (var plugin in plugins.OrderBy(each => each.Id, StringComparer.Ordinal))
        {
            json.WriteStartObject(plugin.Id);
            json.WriteString("name", plugin.Name);
            json.WriteString("description", plugin.Description);
            json.WriteStartArray("releases");
            foreach (var release in plugin.Releases)
                Write(json, release);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    });

    public static ImmutableArray<IndexedPlugin> Read(ReadOnlyMemory<byte> utf8, string file) =>
        IndexFormat.ReadJson(utf8, file, static root =>
        {
            StrictMembers.Require(root, "plugins");
            return root.GetProperty("plugins").EnumerateObject().Select(ReadPlugin).ToImmutableArray();
        });

    private static void Write(Utf8JsonWriter json, IndexedRelease release)
    {
        json.WriteStartObject();
        json.WriteString("version", release.Version.ToString());
        json.WriteString("digest", release.Digest);
        json.WriteString("file", release.File);
        json.WriteNumber("size", release.Size);
        json.WriteStartObject("contracts");
        foreach (var (name, range) in release.Contracts)
            json.WriteString(name, range.ToString());
        json.WriteEndObject();
        json.WriteStartArray("capabilities");
        foreach (var capability in release.Capabilities)
            json.WriteStringValue(capability);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IndexedPlugin ReadPlugin(JsonProperty member)
    {
        if (PluginId.Check(member.Name) is { } wrong)
            throw new FormatException($"\"{member.Name}\" {wrong}");
        StrictMembers.Require(member.Value, "name", "description", "releases");
        return new IndexedPlugin(
            member.Name,
            StrictMembers.Text(member.Value.GetProperty("name")),
            StrictMembers.Text(member.Value.GetProperty("description")),
            [.. member.Value.GetProperty("releases").EnumerateArray().Select(ReadRelease).OrderByDescending(each => each.Version)]);
    }

    private static IndexedRelease ReadRelease(JsonElement element)
    {
        StrictMembers.Require(element, "version", "digest", "file", "size", "contracts", "capabilities");
        var size = element.GetProperty("size").GetInt64();
        return new IndexedRelease(
            SemanticVersion.Parse(StrictMembers.Text(element.GetProperty("version"))),
            Digest(element.GetProperty("digest")),
            Digest(element.GetProperty("file")),
            size > 0 ? size : throw new FormatException("a package has no bytes."),
            element.GetProperty("contracts").EnumerateObject().ToImmutableSortedDictionary(
                each => each.Name, each => VersionRange.Parse(StrictMembers.Text(each.Value)), StringComparer.Ordinal),
            [.. element.GetProperty("capabilities").EnumerateArray().Select(StrictMembers.Text)]);
    }

    private static string Digest(JsonElement element) =>
        StrictMembers.Text(element) is var text && PackageDigest.IsValid(text) ? text : throw new FormatException("it names no digest.");
}
