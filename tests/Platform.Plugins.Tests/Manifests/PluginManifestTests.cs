using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Manifests;
using Platform.Validation.Schema;

namespace Platform.Plugins.Tests.Manifests;

public sealed class PluginManifestTests
{
    private static readonly JsonSchema Schema = ReadSchema();

    [Fact]
    public void A_manifest_is_read_whole()
    {
        var manifest = PluginManifest.Read(Encoding.UTF8.GetBytes(ManifestText.Full), "plugin.json");

        Assert.Equal(("acme.tax", "acme", "1.4.0-beta.2", "Tax rules"), (manifest.Id, manifest.Publisher, manifest.Version.ToString(), manifest.DisplayName));
        Assert.Equal(("Taxes of three states.", "lib/Acme.Tax.dll"), (manifest.Description, manifest.Assembly));
        Assert.Equal(["request-rule ^1.2", "console-panel >=2 <4"], manifest.Contracts.Select(contract => $"{contract.Key} {contract.Value}"));
        Assert.Equal([new("request-rule", "vat", "Acme.Tax.VatRule"), new("console-panel", "vat", "Acme.Tax.Panels+Vat")], manifest.Contributions);
        Assert.Equal((PluginActivation.Startup, PluginIsolation.Process, 256, 500), (manifest.Activation, manifest.Isolation, manifest.MemoryMebibytes, manifest.CallMilliseconds));
        Assert.Equal(["net.http:api.acme.example", "fs.read:/srv/rates"], manifest.Capabilities);
        var (id, dependency) = Assert.Single(manifest.Dependencies);
        Assert.Equal(("acme.core", "^2.0"), (id, dependency.Versions.ToString()));
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var manifest = PluginManifest.Read(Encoding.UTF8.GetBytes(ManifestText.Least), "plugin.json");

        Assert.Equal(("acme.tax", ""), (manifest.DisplayName, manifest.Description));
        Assert.Equal((PluginActivation.Lazy, PluginIsolation.InProcess, null, null), (manifest.Activation, manifest.Isolation, manifest.MemoryMebibytes, manifest.CallMilliseconds));
        Assert.Empty(manifest.Capabilities);
        Assert.Empty(manifest.Dependencies);
    }

    [Theory]
    [InlineData("/id", null, "#: has no \"id\": add it.")]
    [InlineData("/id", "\"tax\"", "#/id: is no id: write publisher and name with a full stop between them,")]
    [InlineData("/id", "\"Acme.Tax\"", "#/id: is no id:")]
    [InlineData("/id", "\"acme..tax\"", "#/id: is no id:")]
    [InlineData("/id", "7", "#/id: is a number: write a string.")]
    [InlineData("/version", "\"1.4\"", "#/version: \"1.4\" is not a version: three numbers are needed, with full stops between them, at character 4.")]
    [InlineData("/name", "\"\"", "#/name: is no text to show: write 1 to 80 characters, no control characters.")]
    [InlineData("/name", "\"a\\u001b[31m\"", "#/name: is no text to show")]
    [InlineData("/assembly", "\"../A.dll\"", "#/assembly: is no assembly in the package: write its path from the root of the package with forward slashes,")]
    [InlineData("/assembly", "\"/A.dll\"", "#/assembly: is no assembly")]
    [InlineData("/assembly", "\"lib\\\\A.dll\"", "#/assembly: is no assembly")]
    [InlineData("/assembly", "\"A.exe\"", "#/assembly: is no assembly")]
    [InlineData("/contracts", null, "#: has no \"contracts\": name each contract and the versions that will do, as { \"request-rule\": \"^1.2\" }.")]
    [InlineData("/contracts/request-rule", "\"blue\"", "#/contracts/request-rule: \"blue\" is not a range of versions: a number is missing, at character 1.")]
    [InlineData("/contracts/request-rule", "1.2", "#/contracts/request-rule: is a number: write a range of versions, as \"^1.2\".")]
    [InlineData("/contracts/a~1b", "\"1\"", "#/contracts/a~1b: is no name of a contract")]
    [InlineData("/contributes", "[]", "#/contributes: is empty: list what the plugin brings, as [{")]
    [InlineData("/contributes", "{}", "#/contributes: is an object: list what the plugin brings")]
    [InlineData("/contributes/0/contract", "\"request-rules\"", "#/contributes/0/contract: is not among the contracts of this manifest; did you mean request-rule?")]
    [InlineData("/contributes/1/type", "\"Acme Tax\"", "#/contributes/1/type: is no full name of a class")]
    [InlineData("/contributes/1", "{\"contract\":\"request-rule\",\"name\":\"vat\",\"type\":\"B\"}", "#/contributes/1/name: is there twice for request-rule")]
    [InlineData("/contributes/1", "null", "#/contributes/1: is null: write an object.")]
    [InlineData("/activation", "\"lazily\"", "#/activation: is no choice; did you mean lazy?: write lazy or startup.")]
    [InlineData("/isolation", "\"container\"", "#/isolation: is no choice: write in-process or process or sandbox.")]
    [InlineData("/capabilities/0", "\"net http\"", "#/capabilities/0: is no capability: write its name, and behind a colon what it is limited to,")]
    [InlineData("/capabilities/0", "\"net.http:\"", "#/capabilities/0: is no capability")]
    [InlineData("/capabilities/1", "\"net.http:api.acme.example\"", "#/capabilities/1: is there twice: ask once.")]
    [InlineData("/limits/memoryMebibytes", "0", "#/limits/memoryMebibytes: is no limit: write a whole number from 1 to 1048576.")]
    [InlineData("/limits/callMilliseconds", "1.5", "#/limits/callMilliseconds: is no limit")]
    [InlineData("/limits/memory", "5", "#/limits/memory: is not known. There are memoryMebibytes, callMilliseconds.")]
    [InlineData("/dependencies/acme.tax", "{\"version\":\"1\",\"digest\":\"x\"}", "#/dependencies/acme.tax: is this plugin itself: take it away.")]
    [InlineData("/dependencies/acme.core/digest", "\"sha256:00\"", "#/dependencies/acme.core/digest: is no digest")]
    [InlineData("/dependencies/acme.core/digest", null, "#/dependencies/acme.core: has no \"digest\": add it.")]
    [InlineData("/contribute", "[]", "#/contribute: is not known; did you mean contributes?")]
    public void A_fault_names_file_pointer_and_remedy(string pointer, string? json, string expected)
    {
        var text = ManifestText.With(pointer, json);

        Assert.False(PluginManifest.TryRead(Encoding.UTF8.GetBytes(text), "acme/plugin.json", out var manifest, out var faults));
        Assert.Null(manifest);
        Assert.Contains(faults, fault => fault.ToString().StartsWith("acme/plugin.json" + expected, StringComparison.Ordinal));
        Assert.Contains(expected, Assert.Throws<PluginManifestException>(() => PluginManifest.Read(Encoding.UTF8.GetBytes(text), "acme/plugin.json")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "is a list: write an object.")]
    [InlineData("""{ "id": "a.b", "id": "a.c" }""", "with each name once")]
    [InlineData("{ /* why */ }", "without comments")]
    [InlineData("""{ "id": "\ud800" }""", "is not Unicode")]
    [InlineData("""{ "\ud800": 1 }""", "is not")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]", "is not JSON")]
    public void What_is_no_manifest_at_all_is_said_to_be_none(string text, string expected)
    {
        Assert.False(PluginManifest.TryRead(Encoding.UTF8.GetBytes(text), "plugin.json", out _, out var faults));

        Assert.Contains(expected, Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        PluginManifest.TryRead("""{ "id": "x", "version": "1", "assembly": "A", "contracts": {}, "contributes": 1, "colour": "red" }"""u8.ToArray(), "plugin.json", out _, out var faults);

        Assert.Equal(["/colour", "/id", "/version", "/assembly", "/contracts", "/contributes"], faults.Select(fault => fault.Pointer));
    }

    [Fact]
    public void A_manifest_that_is_too_large_is_not_even_read()
    {
        Assert.False(PluginManifest.TryRead(new byte[PluginManifest.MaxBytes + 1], "plugin.json", out _, out var faults));

        Assert.Equal("plugin.json#: has 262145 bytes; a manifest has at most 262144.", Assert.Single(faults).ToString());
    }

    [Fact]
    public void The_published_schema_takes_what_the_reader_takes()
    {
        Assert.True(Schema.IsValid(Encoding.UTF8.GetBytes(ManifestText.Full)));
        Assert.True(Schema.IsValid(Encoding.UTF8.GetBytes(ManifestText.Least)));
    }

    [Property(MaxTest = 2_000)]
    public Property What_the_published_schema_refuses_the_reader_refuses() =>
        Prop.ForAll(Changes.ToArbitrary(), text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var isRead = PluginManifest.TryRead(bytes, "plugin.json", out _, out _);
            return (!isRead || Schema.IsValid(bytes)).Label(text);
        });

    [Property(MaxTest = 2_000)]
    public Property Bytes_at_random_end_in_a_manifest_or_in_faults() =>
        Prop.ForAll((from at in Gen.Choose(0, ManifestText.Full.Length - 1) from length in Gen.Choose(0, 3) from put in Gen.ArrayOf(Gen.Choose(0, 255)) select (at, length, put)).ToArbitrary(), change =>
        {
            var bytes = Encoding.UTF8.GetBytes(ManifestText.Full).ToList();
            bytes.RemoveRange(change.at, Math.Min(change.length, bytes.Count - change.at));
            bytes.InsertRange(change.at, change.put.Take(3).Select(value => (byte)value));
            var isRead = PluginManifest.TryRead(bytes.ToArray(), "plugin.json", out var manifest, out var faults);
            return isRead ? manifest is not null && faults.Count == 0 : manifest is null && faults.Count > 0;
        });

    private static Gen<string> Changes =>
        from pointer in Gen.Elements(
            "/id", "/version", "/name", "/description", "/assembly", "/contracts", "/contracts/request-rule", "/contributes", "/contributes/0/name", "/contributes/0/type",
            "/activation", "/capabilities", "/capabilities/0", "/isolation", "/limits", "/limits/memoryMebibytes", "/dependencies", "/dependencies/acme.core/digest",
            "/dependencies/acme.core", "/dependencies/b.c", "/more")
        from value in Gen.Elements(
            null, "null", "true", "1", "0", "1.0", "-1", "1048577", "\"\"", "\"a\"", "\"a.b\"", "\"a-b\"", "\"-a\"", "\"a--b\"", "\"1.2.3\"", "\"1.2.3-a..b\"", "\"A.dll\"", "\"a/../b.dll\"",
            "\"a/.b.dll\"", "\"a./b.dll\"", "\"CON.dll\"", "\"A.B+C\"", "\"A..B\"", "\"net.http:x\"", "\"net.http:x y\"", "\"lazy\"", "\"process\"", "[]", "[\"a\"]", "[\"a\",\"a\"]", "{}",
            "{\"a\":\"1\"}", "{\"a\":\"1 2\"}", "{\"version\":\"1\",\"digest\":\"sha256:" + "00000000000000000000000000000000000000000000000000000000000000aa" + "\"}", "{\"memoryMebibytes\":1}")
        where value is not null || !pointer.EndsWith("/0", StringComparison.Ordinal)
        select ManifestText.With(pointer, value);

    private static JsonSchema ReadSchema()
    {
        using var stream = PluginManifest.OpenSchema();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return JsonSchema.Compile(bytes.ToArray());
    }
}
