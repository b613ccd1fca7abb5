using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Storage;

/// <summary>The catalogue of a store as JSON. It holds the manifests too, so that a start reads one file.</summary>
internal static class StoreStateFormat
{
    public const string FileName = "catalogue.json";

    private const int Format = 1;

    public static byte[] Write(StoreState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteStartObject("plugins");
            foreach (var (id, plugin) in state.Plugins)
            {
                json.WriteStartObject(id);
                json.WriteString("highestVersion", plugin.HighestVersion.ToString());
                json.WriteString("highestDigest", plugin.HighestDigest);
                json.WriteStartArray("releases");
                foreach (var release in plugin.Releases)
                    Write(json, release);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("changes");
            foreach (var change in state.Changes)
            {
                json.WriteStartObject();
                json.WriteString("at", change.At);
                json.WriteString("kind", change.Kind.ToString());
                json.WriteString("id", change.PluginId);
                json.WriteString("version", change.Version);
                json.WriteString("digest", change.Digest);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">It is not as it was written.</exception>
    public static StoreState Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() is var format && format != Format)
                throw new InvalidDataException($"{FileName} of the plugin store has format {format}; this version reads {Format}.");
            var plugins = root.GetProperty("plugins").EnumerateObject().Select(plugin => KeyValuePair.Create(plugin.Name, ReadPlugin(plugin.Value)));
            var changes = root.GetProperty("changes").EnumerateArray().Select(change => new StoreChange(
                change.GetProperty("at").GetDateTimeOffset(), Enum.Parse<StoreChangeKind>(Text(change, "kind")), Text(change, "id"), Text(change, "version"), Text(change, "digest")));
            return new StoreState(ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, plugins), [.. changes]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or PluginManifestException)
        {
            throw new InvalidDataException($"{FileName} of the plugin store is damaged: put a backup of the store in its place, or install the plugins anew in an empty one.", fault);
        }
    }

    private static void Write(Utf8JsonWriter json, StoredRelease release)
    {
        json.WriteStartObject();
        json.WriteString("digest", release.Digest);
        json.WriteStartArray("keyIds");
        foreach (var key in release.KeyIds)
            json.WriteStringValue(key);
        json.WriteEndArray();
        json.WriteStartObject("files");
        foreach (var (path, digest) in release.Files)
            json.WriteString(path, digest);
        json.WriteEndObject();
        json.WritePropertyName("manifest");
        json.WriteRawValue(release.ManifestJson);
        json.WriteEndObject();
    }

    private static StoredPlugin ReadPlugin(JsonElement plugin) =>
        new(
            SemanticVersion.Parse(Text(plugin, "highestVersion")),
            Text(plugin, "highestDigest"),
            [.. plugin.GetProperty("releases").EnumerateArray().Select(ReadRelease)]);

    private static StoredRelease ReadRelease(JsonElement release)
    {
        var manifest = Encoding.UTF8.GetBytes(release.GetProperty("manifest").GetRawText());
        var files = release.GetProperty("files").EnumerateObject().Select(file => KeyValuePair.Create(file.Name, file.Value.GetString()!)).ToList();
        // Both become paths below the store.
        if (!PackageDigest.IsValid(Text(release, "digest")) || files.Any(file => !PackagePath.IsValid(file.Key)))
            throw new FormatException("A digest or the name of a file is none.");
        return new StoredRelease(
            Text(release, "digest"),
            PluginManifest.Read(manifest, PluginManifest.FileName),
            manifest,
            [.. release.GetProperty("keyIds").EnumerateArray().Select(key => key.GetString()!)],
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, files));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");
}
