using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Signatures;

/// <summary>What a publisher signs: that these bytes are that version of that plugin.</summary>
internal sealed record ReleaseStatement(string Id, string Version, string Digest, long Size, DateTimeOffset SignedAt, DateTimeOffset? ExpiresAt)
{
    public const string PayloadType = "application/vnd.platform.plugin-release+json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 2 };

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("version", Version);
            json.WriteString("digest", Digest);
            json.WriteNumber("size", Size);
            json.WriteString("signedAt", Text(SignedAt));
            if (ExpiresAt is { } expiresAt)
                json.WriteString("expiresAt", Text(expiresAt));
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static ReleaseStatement Read(DsseEnvelope envelope, string package)
    {
        if (envelope.PayloadType != PayloadType)
            throw new PluginPackageException(PackageFault.Envelope, package, "has a signature of another kind of thing than a plugin.");
        try
        {
            using var document = JsonDocument.Parse(envelope.Payload, Strict);
            var root = document.RootElement;
            return new ReleaseStatement(
                root.GetProperty("id").GetString() ?? "",
                root.GetProperty("version").GetString()!,
                root.GetProperty("digest").GetString()!,
                root.GetProperty("size").GetInt64(),
                root.GetProperty("signedAt").GetDateTimeOffset(),
                root.TryGetProperty("expiresAt", out var expiresAt) ? expiresAt.GetDateTimeOffset() : null);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new PluginPackageException(PackageFault.Envelope, package, "has a signature whose statement cannot be read.");
        }
    }

    /// <summary>The publisher that the statement names, which nobody has verified yet.</summary>
    public string PublisherOf(string package) => PluginId.Check(Id) is null ? Id[..Id.IndexOf('.', StringComparison.Ordinal)]
        : throw new PluginPackageException(PackageFault.Envelope, package, "has a signature for something that is no plugin.");

    /// <summary>Why the statement is not about a package; nothing when it is.</summary>
    public string? Contradiction(PluginPackage package) =>
        Contradiction(package.Seal)
        ?? (Id != package.Manifest.Id || Version != package.Manifest.Version.ToString()
            ? $"has a signature that was made for {Id} {Version}, and says that it is {package.Manifest.Id} {package.Manifest.Version}." : null);

    /// <summary>Why the statement is not about these bytes, whatever they are; nothing when it is.</summary>
    public string? Contradiction(PackageSeal seal) =>
        Digest != seal.Digest || Size != seal.SignedLength ? "has a signature that was made for other bytes." : null;

    /// <summary>A time as it is written in what is signed.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
