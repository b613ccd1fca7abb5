using System.Text.Json.Nodes;

namespace Platform.Plugins.Tests.Manifests;

/// <summary>A manifest that has everything, and changes of it.</summary>
internal static class ManifestText
{
    public const string Full = """
        {
          "$schema": "https://example.org/plugin.schema.json",
          "id": "acme.tax",
          "version": "1.4.0-beta.2",
          "name": "Tax rules",
          "description": "Taxes of three states.",
          "assembly": "lib/Acme.Tax.dll",
          "contracts": { "request-rule": "^1.2", "console-panel": ">=2 <4" },
          "contributes": [
            { "contract": "request-rule", "name": "vat", "type": "Acme.Tax.VatRule" },
            { "contract": "console-panel", "name": "vat", "type": "Acme.Tax.Panels+Vat" }
          ],
          "activation": "startup",
          "capabilities": ["net.http:api.acme.example", "fs.read:/srv/rates"],
          "isolation": "process",
          "limits": { "memoryMebibytes": 256, "callMilliseconds": 500 },
          "dependencies": { "acme.core": { "version": "^2.0", "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } }
        }
        """;

    public const string Least = """
        { "id": "acme.tax", "version": "1.0.0", "assembly": "A.dll", "contracts": { "rule": "1" }, "contributes": [{ "contract": "rule", "name": "a", "type": "A" }] }
        """;

    /// <summary>The full manifest with one value in another's place; <see langword="null"/> takes it away.</summary>
    public static string With(string pointer, string? json)
    {
        var root = JsonNode.Parse(Full)!;
        var names = pointer.Split('/')[1..].Select(name => name.Replace("~1", "/", StringComparison.Ordinal)).ToArray();
        var parent = names[..^1].Aggregate(root, (node, name) => node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!);
        if (parent is JsonArray list)
            list[int.Parse(names[^1], null)] = JsonNode.Parse(json!);
        else if (json is null)
            parent.AsObject().Remove(names[^1]);
        else
            parent[names[^1]] = JsonNode.Parse(json);
        return root.ToJsonString();
    }
}
