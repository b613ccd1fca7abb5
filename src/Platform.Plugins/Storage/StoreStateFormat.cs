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

    private const int Format = 2;

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
                json.WriteStartArray("known");
                foreach (var known in plugin.Known)
                {
                    json.WriteStartObject();
                    json.WriteString("version", known.Version.ToString());
                    json.WriteString("digest", known.Digest);
                    Write(json, "keyIds", known.KeyIds);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                Write(json, "allowed", plugin.Allowed);
                json.WriteStartArray("releases");
                foreach (var release in plugin.Releases)
                    Write(json, release);
                json.WriteEndArray();
                if (plugin.Left is { } left)
                {
                    json.WriteStartObject("left");
                    json.WriteString("digest", left.Digest);
                    json.WriteString("reason", left.Reason);
                    json.WriteEndObject();
                }
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
                if (change.Person is { } person)
                    json.WriteString("person", person);
                if (change.Reason is { } reason)
                    json.WriteString("reason", reason);
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
                change.GetProperty("at").GetDateTimeOffset(), Enum.Parse<StoreChangeKind>(Text(change, "kind")), Text(change, "id"), Text(change, "version"), Text(change, "digest"),
                TextIfThere(change, "person"), TextIfThere(change, "reason")));
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
        Write(json, "keyIds", release.KeyIds);
        Write(json, "findings", release.Findings);
        json.WritePropertyName("manifest");
        json.WriteRawValue(release.ManifestJson);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static StoredPlugin ReadPlugin(JsonElement plugin) =>
        new(
            [.. plugin.GetProperty("known").EnumerateArray().Select(known => new KnownRelease(SemanticVersion.Parse(Text(known, "version")), Digest(known), Texts(known, "keyIds")))],
            Texts(plugin, "allowed"),
            [.. plugin.GetProperty("releases").EnumerateArray().Select(ReadRelease)])
        {
            Left = plugin.TryGetProperty("left", out var left) ? new LeftRelease(Digest(left), Text(left, "reason")) : null,
        };

    private static StoredRelease ReadRelease(JsonElement release)
    {
        var manifest = Encoding.UTF8.GetBytes(release.GetProperty("manifest").GetRawText());
        return new StoredRelease(
            Digest(release), PluginManifest.Read(manifest, PluginManifest.FileName), manifest, Texts(release, "keyIds"), Texts(release, "findings"));
    }

    /// <summary>It becomes the name of a file.</summary>
    private static string Digest(JsonElement element) =>
        Text(element, "digest") is var digest && PackageDigest.IsValid(digest) ? digest : throw new FormatException("A digest is none.");

    private static ImmutableArray<string> Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString() ?? throw new FormatException($"{name} holds null."))];

    private static string? TextIfThere(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");
}
