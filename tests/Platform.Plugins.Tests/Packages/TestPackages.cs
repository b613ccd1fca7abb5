using System.Text;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Tests.Packages;

/// <summary>Packages as their publishers make them.</summary>
internal static class TestPackages
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static byte[] Make(string version = "1.0.0", string id = "acme.tax", string[]? capabilities = null, string? needs = null, string content = "code")
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [PluginManifest.FileName] = Manifest(id, version, capabilities, needs),
            ["lib/Acme.Tax.dll"] = Encoding.UTF8.GetBytes(content + version),
            ["lib/de/Acme.Tax.resources.dll"] = new byte[5_000],
            ["README.md"] = "Taxes."u8.ToArray(),
        };
        return PluginPackage.Create(files);
    }

    public static byte[] MakeSigned(
        PublisherSigningKey key, string version = "1.0.0", string id = "acme.tax", string[]? capabilities = null, string? needs = null, string content = "code",
        DateTimeOffset? signedAt = null, DateTimeOffset? expiresAt = null) =>
        Read(Make(version, id, capabilities, needs, content)).Sign(key, signedAt ?? Now, expiresAt);

    public static PluginPackage Read(byte[] bytes) => PluginPackage.Read(bytes, "tax.plugin");

    public static byte[] Manifest(string id = "acme.tax", string version = "1.0.0", string[]? capabilities = null, string? needs = null) => Encoding.UTF8.GetBytes($$"""
        {
          "id": "{{id}}", "version": "{{version}}", "assembly": "lib/Acme.Tax.dll", "contracts": { "rule": "^1" },
          "contributes": [{ "contract": "rule", "name": "vat", "type": "Acme.Tax.VatRule" }],
          "capabilities": [{{string.Join(',', (capabilities ?? []).Select(capability => $"\"{capability}\""))}}],
          "dependencies": {{{needs}}}
        }
        """);
}
