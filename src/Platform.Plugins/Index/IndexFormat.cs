using System.Buffers;
using System.Text.Json;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Index;

/// <summary>The signed files of an index: DSSE envelopes around JSON.</summary>
internal static class IndexFormat
{
    public const string RootType = "application/vnd.platform.plugin-index-root+json";
    public const string StatementType = "application/vnd.platform.plugin-index+json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    public static byte[] Write(IndexRoot root) => Write(json =>
    {
        json.WriteNumber("version", root.Version);
        json.WriteString("expiresAt", ReleaseStatement.Text(root.ExpiresAt));
        KeyRingFormat.Write(json, "root", root.Root);
        KeyRingFormat.Write(json, "index", root.Index);
    });

    public static byte[] Write(IndexStatement statement) => Write(json =>
    {
        json.WriteNumber("version", statement.Version);
        json.WriteString("expiresAt", ReleaseStatement.Text(statement.ExpiresAt));
        json.WriteString("catalogue", statement.CatalogueDigest);
        json.WriteNumber("size", statement.CatalogueSize);
    });

    public static IndexRoot ReadRoot(DsseEnvelope envelope, string file) => Read(envelope, RootType, file, static root =>
    {
        StrictMembers.Require(root, "version", "expiresAt", "root", "index");
        return new IndexRoot(
            Number(root, "version"), root.GetProperty("expiresAt").GetDateTimeOffset(),
            KeyRingFormat.Read("root", root.GetProperty("root")), KeyRingFormat.Read("index", root.GetProperty("index")));
    });

    public static IndexStatement ReadStatement(DsseEnvelope envelope) => Read(envelope, StatementType, IndexStatement.File, static root =>
    {
        StrictMembers.Require(root, "version", "expiresAt", "catalogue", "size");
        var digest = StrictMembers.Text(root.GetProperty("catalogue"));
        return new IndexStatement(
            Number(root, "version"), root.GetProperty("expiresAt").GetDateTimeOffset(),
            PackageDigest.IsValid(digest) ? digest : throw new FormatException("it names no digest."), Number(root, "size"));
    });

    public static DsseEnvelope ReadEnvelope(byte[] bytes, string file)
    {
        try
        {
            return DsseEnvelope.Read(bytes, file);
        }
        catch (PluginPackageException fault)
        {
            throw new PluginIndexException(IndexFault.Malformed, fault.Message, fault);
        }
    }

    /// <summary>Reads JSON, and says of whatever is wrong with it that it is.</summary>
    public static T ReadJson<T>(ReadOnlyMemory<byte> utf8, string file, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new PluginIndexException(IndexFault.Malformed, $"{file} of the index cannot be read: {fault.Message}", fault);
        }
    }

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static T Read<T>(DsseEnvelope envelope, string type, string file, Func<JsonElement, T> read) => envelope.PayloadType == type
        ? ReadJson(envelope.Payload, file, read)
        : throw new PluginIndexException(IndexFault.Malformed, $"{file} of the index is signed as another kind of thing.");

    private static long Number(JsonElement element, string name) =>
        element.GetProperty(name).GetInt64() is > 0 and var number ? number : throw new FormatException($"\"{name}\" is counted from 1.");
}
