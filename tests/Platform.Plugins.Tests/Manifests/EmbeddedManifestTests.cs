using System.Text;
using Platform.Plugins.Packages;
using Platform.Plugins.Tests.Verification;

namespace Platform.Plugins.Tests.Manifests;

/// <summary>A package of files among which there is no <c>plugin.json</c>, and an assembly that says what would stand there.</summary>
public sealed class EmbeddedManifestTests
{
    private const string Manifest =
        """{ "id": "acme.tax", "version": "1.0.0", "assembly": "Acme.dll", "contracts": { "rule": "^1" }, "contributes": [{ "contract": "rule", "name": "vat", "type": "Acme.Vat" }] }""";

    private static readonly byte[] Plugin = Assembly("Platform.Plugins.Manifest", Manifest);

    [Fact]
    public void The_manifest_of_the_assembly_becomes_that_of_the_package()
    {
        var package = Read(("Acme.dll", Plugin), ("Other.dll", Assembly("RepositoryUrl", "https://acme.example")), ("native.dll", [1, 2, 3]));

        Assert.Equal("acme.tax", package.Manifest.Id);
        Assert.Equal(Manifest, Encoding.UTF8.GetString(package.ReadFile("plugin.json")));
        // Written out, it is the same package.
        Assert.Equal(package.Digest, Read(("Acme.dll", Plugin), ("Other.dll", package.ReadFile("Other.dll")), ("native.dll", [1, 2, 3]), ("plugin.json", Encoding.UTF8.GetBytes(Manifest))).Digest);
    }

    [Fact]
    public void None_two_and_one_that_contradicts_the_file_are_refused()
    {
        Refused("has no plugin.json at its root, and no assembly with [assembly: Plugin]", ("Acme.dll", Assembly("RepositoryUrl", "")), ("below/Acme.dll", Plugin));
        Refused("in Acme.dll and in Other.dll: a package is one plugin", ("Acme.dll", Plugin), ("Other.dll", Plugin));
        Refused("has a plugin.json, and another manifest in Acme.dll", ("Acme.dll", Plugin), ("plugin.json", Encoding.UTF8.GetBytes(Manifest + " ")));
        Refused("is not JSON", ("Acme.dll", Assembly("Platform.Plugins.Manifest", "{")));
    }

    private static byte[] Assembly(string key, string value) => Compiled.Assembly(
        "Acme", "1.0.0.0", $"[assembly: System.Reflection.AssemblyMetadata(\"{key}\", \"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\")]");

    private static PluginPackage Read(params (string Path, byte[] Bytes)[] files) => PluginPackage.Read(Create(files), "tax");

    private static byte[] Create((string Path, byte[] Bytes)[] files) =>
        PluginPackage.Create(files.ToDictionary(static each => each.Path, static each => (ReadOnlyMemory<byte>)each.Bytes, StringComparer.Ordinal));

    private static void Refused(string sentence, params (string Path, byte[] Bytes)[] files)
    {
        var refused = Assert.Throws<PluginPackageException>(() => Create(files));
        Assert.Equal(PackageFault.Manifest, refused.Fault);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }
}
