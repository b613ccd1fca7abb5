using System.Security.Cryptography;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Trust;

namespace Platform.Benchmarks.Plugins;

/// <summary>A signed package of 10 MB that cannot be compressed, read and verified as it is before it is installed, and its bytes hashed.</summary>
internal sealed class PackageWork
{
    private const int Bytes = 10_000_000;

    private readonly byte[] _package;
    private readonly PluginTrust _trust;
    private readonly DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];

    public PackageWork()
    {
        using var key = PublisherSigningKey.Generate();
        var content = new byte[Bytes / 10];
        var random = new Random(7);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["plugin.json"] =
                """{ "id": "acme.tax", "version": "1.0.0", "assembly": "0.dll", "contracts": { "rule": "^1" }, "contributes": [{ "contract": "rule", "name": "a", "type": "A" }] }"""u8.ToArray(),
        };
        for (var i = 0; i < 10; i++)
        {
            random.NextBytes(content);
            files[$"{i}.dll"] = content.ToArray();
        }
        _package = PluginPackage.Read(PluginPackage.Create(files), "acme.tax.plugin").Sign(key, _now);
        _trust = PluginTrust.Nobody.Trust("acme", key.PublicKey);
    }

    public bool Verify() => _trust.Verify(PluginPackage.Read(_package, "acme.tax.plugin"), _now).KeyIds.Length == 1;

    public bool Hash() => SHA256.HashData(_package, _hash) == _hash.Length;
}
