using System.Globalization;
using System.Text.Json;
using Platform.Plugins.Contracts;
using Platform.Plugins.Packages;
using Platform.Plugins.Versions;
using Platform.Shared;

namespace Platform.Plugins.Manifests;

/// <summary>Reads one manifest, and goes on after a fault, so that its author sees all of them at once.</summary>
internal sealed class ManifestReader(string file)
{
    private const int MaxDepth = 8;
    private const int MaxShown = 1_000;
    private const int MaxMembers = 256;
    private const int MaxName = 80;
    private const int MaxDescription = 1_000;
    private const int MaxCapability = 256;
    private const int MaxType = 512;
    private const int MaxMemoryMebibytes = 1_048_576;
    private const int MaxCallMilliseconds = 3_600_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    private const int MostFaults = 100;

    private static readonly string[] Members =
        ["$schema", "id", "version", "name", "description", "assembly", "contracts", "contributes", "activation", "capabilities", "isolation", "limits", "dependencies"];

    private static readonly string[] ContributionMembers = ["contract", "name", "type"];
    private static readonly string[] LimitMembers = ["memoryMebibytes", "callMilliseconds"];
    private static readonly string[] DependencyMembers = ["version", "digest"];

    private readonly List<ManifestFault> _faults = [];

    public IReadOnlyList<ManifestFault> Faults => _faults;

    public PluginManifest? Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > PluginManifest.MaxBytes)
        {
            Fail("", $"has {utf8.Length} bytes; a manifest has at most {PluginManifest.MaxBytes}.");
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return ReadRoot(document.RootElement);
        }
        catch (JsonException broken)
        {
            Fail("", $"is not JSON as RFC 8259 has it, without comments and with each name once: {broken.Message}");
        }
        catch (InvalidOperationException)
        {
            // The runtime decodes text only when it is asked for; half of a surrogate pair is found then.
            Fail("", "holds text that is not Unicode: an escape as \\ud800 without its second half.");
        }
        return null;
    }

    private PluginManifest? ReadRoot(JsonElement root)
    {
        if (!IsObject(root, "", Members, out var members))
            return null;
        var id = ReadText(members, "id", "", PluginId.Check);
        var version = ReadVersion(members);
        var name = ReadText(members, "name", "", text => CheckProse(text, MaxName), isRequired: false);
        var description = ReadText(members, "description", "", text => CheckProse(text, MaxDescription), isRequired: false);
        _ = ReadText(members, "$schema", "", static _ => null, isRequired: false);
        var assembly = ReadText(members, "assembly", "", CheckAssembly);
        var contracts = ReadContracts(members);
        var contributions = ReadContributions(members, contracts);
        var activation = ReadChoice(members, "activation", PluginActivation.Lazy, ("lazy", PluginActivation.Lazy), ("startup", PluginActivation.Startup));
        var capabilities = ReadCapabilities(members);
        var isolation = ReadChoice(members,
            "isolation", PluginIsolation.InProcess, ("in-process", PluginIsolation.InProcess), ("process", PluginIsolation.Process),
            ("sandbox", PluginIsolation.Sandbox));
        var (memory, call) = ReadLimits(members);
        var dependencies = ReadDependencies(members, id);
        if (_faults.Count > 0)
            return null;
        return new PluginManifest
        {
            Id = id!,
            Version = version!,
            DisplayName = name ?? id!,
            Description = description ?? "",
            Assembly = assembly!,
            Contracts = contracts,
            Contributions = contributions,
            Activation = activation,
            Capabilities = capabilities,
            Isolation = isolation,
            MemoryMebibytes = memory,
            CallMilliseconds = call,
            Dependencies = dependencies,
        };
    }

    private SemanticVersion? ReadVersion(Dictionary<string, JsonElement> members)
    {
        SemanticVersion? version = null;
        ReadText(members, "version", "", text => SemanticVersion.TryParse(text, out version, out var fault) ? null : fault);
        return version;
    }

    private Dictionary<string, VersionRange> ReadContracts(Dictionary<string, JsonElement> members)
    {
        var contracts = new Dictionary<string, VersionRange>(StringComparer.Ordinal);
        foreach (var (name, value, pointer) in ReadMap(members,
            "contracts", isRequired: true, "name each contract and the versions that will do, as { \"request-rule\": \"^1.2\" }"))
        {
            if (!ContractName.IsValid(name))
                Fail(pointer, $"is no name of a contract: write small letters, digits and hyphens between them, at most {ContractName.MaxLength} characters.");
            // One whose range cannot be read is named all the same: its contributions are not wrong for that.
            contracts[name] = ReadRange(value, pointer) ?? VersionRange.Parse("*");
        }
        return contracts;
    }

    private List<ManifestContribution> ReadContributions(Dictionary<string, JsonElement> members, Dictionary<string, VersionRange> contracts)
    {
        const string Example = "{ \"contract\": \"request-rule\", \"name\": \"vat\", \"type\": \"Acme.Tax.VatRule\" }";
        var contributions = new List<ManifestContribution>();
        var taken = new HashSet<(string, string)>();
        foreach (var (element, pointer) in ReadList(members, "contributes", isRequired: true, $"list what the plugin brings, as [{Example}]"))
        {
            if (!IsObject(element, pointer, ContributionMembers, out var parts))
                continue;
            var contract = ReadText(parts, "contract", pointer, text => contracts.ContainsKey(text) ? null
                : $"is not among the contracts of this manifest{Suggest(text, contracts.Keys)}. Add it to /contracts with the versions that will do.");
            var name = ReadText(parts, "name", pointer, static text => ContractName.IsValid(text) ? null
                : $"is no name: write small letters, digits and hyphens between them, at most {ContractName.MaxLength} characters.");
            var type = ReadText(parts, "type", pointer, static text => IsTypeName(text) ? null
                : "is no full name of a class: write namespaces and class with full stops between them, as Acme.Tax.VatRule, and + before a nested class.");
            if (contract is null || name is null || type is null)
                continue;
            if (taken.Add((contract, name)))
                contributions.Add(new ManifestContribution(contract, name, type));
            else
                Fail($"{pointer}/name", $"is there twice for {contract}: give each contribution a name of its own.");
        }
        return contributions;
    }

    private List<string> ReadCapabilities(Dictionary<string, JsonElement> members)
    {
        var capabilities = new List<string>();
        foreach (var (element, pointer) in ReadList(members,
            "capabilities", isRequired: false, "list what it asks to be allowed, as [\"net.http:api.acme.example\"]"))
        {
            var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
            if (!IsCapability(text))
                Fail(pointer,
                    $"is no capability: write its name, and behind a colon what it is limited to, as net.http:api.acme.example; at most {MaxCapability} characters, no space.");
            else if (capabilities.Contains(text))
                Fail(pointer, "is there twice: ask once.");
            else
                capabilities.Add(text);
        }
        return capabilities;
    }

    private (int? Memory, int? Call) ReadLimits(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("limits", out var limits) || !IsObject(limits, "/limits", LimitMembers, out var parts))
            return default;
        return (ReadWhole(parts, "memoryMebibytes", MaxMemoryMebibytes), ReadWhole(parts, "callMilliseconds", MaxCallMilliseconds));
    }

    private int? ReadWhole(Dictionary<string, JsonElement> members, string name, int most)
    {
        if (!members.TryGetValue(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 1 && number <= most)
            return number;
        Fail($"/limits/{name}", $"is no limit: write a whole number from 1 to {most}.");
        return null;
    }

    private Dictionary<string, ManifestDependency> ReadDependencies(Dictionary<string, JsonElement> members, string? own)
    {
        var dependencies = new Dictionary<string, ManifestDependency>(StringComparer.Ordinal);
        const string Remedy = "name each plugin that is needed, as { \"acme.core\": { \"version\": \"^2.0\", \"digest\": \"sha256:…\" } }";
        foreach (var (id, element, pointer) in ReadMap(members, "dependencies", isRequired: false, Remedy))
        {
            if (PluginId.Check(id) is { } fault)
                Fail(pointer, fault);
            if (id == own)
                Fail(pointer, "is this plugin itself: take it away.");
            if (!IsObject(element, pointer, DependencyMembers, out var parts))
                continue;
            VersionRange? range = null;
            ReadText(parts, "version", pointer, text => VersionRange.TryParse(text, includePrerelease: false, out range, out var broken) ? null : broken);
            var digest = ReadText(parts,
                "digest", pointer, static text => PackageDigest.IsValid(text) ? null : "is no digest: write sha256: and the 64 small hexadecimal digits of the package that you tried.");
            if (range is not null && digest is not null)
                dependencies[id] = new ManifestDependency(range, digest);
        }
        return dependencies;
    }

    private VersionRange? ReadRange(JsonElement value, string pointer)
    {
        VersionRange? range = null;
        if (value.ValueKind != JsonValueKind.String)
            Fail(pointer, $"is {Kind(value)}: write a range of versions, as \"^1.2\".");
        else if (!VersionRange.TryParse(value.GetString(), includePrerelease: false, out range, out var fault))
            Fail(pointer, fault);
        return range;
    }

    private T ReadChoice<T>(Dictionary<string, JsonElement> members, string name, T otherwise, params (string Text, T Value)[] choices)
    {
        var chosen = otherwise;
        ReadText(members, name, "", text =>
        {
            foreach (var (known, value) in choices)
            {
                if (known == text)
                {
                    chosen = value;
                    return null;
                }
            }
            return $"is no choice{Suggest(text, choices.Select(choice => choice.Text))}: write {string.Join(" or ", choices.Select(choice => choice.Text))}.";
        }, isRequired: false);
        return chosen;
    }

    /// <summary>A text that <paramref name="check"/> finds nothing wrong with.</summary>
    private string? ReadText(Dictionary<string, JsonElement> members, string name, string parent, Func<string, string?> check, bool isRequired = true)
    {
        var pointer = $"{parent}/{Escape(name)}";
        if (!members.TryGetValue(name, out var value))
        {
            if (isRequired)
                Fail(parent, $"has no \"{name}\": add it.");
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(pointer, $"is {Kind(value)}: write a string.");
            return null;
        }
        var text = value.GetString()!;
        if (check(text) is not { } fault)
            return text;
        Fail(pointer, fault);
        return null;
    }

    private List<(string Name, JsonElement Value, string Pointer)> ReadMap(Dictionary<string, JsonElement> members, string name, bool isRequired, string remedy)
    {
        if (!TryGetFilled(members, name, JsonValueKind.Object, isRequired, remedy, static map => map.GetPropertyCount(), out var map))
            return [];
        return [.. map.EnumerateObject().Select(property => (property.Name, property.Value, $"/{name}/{Escape(property.Name)}"))];
    }

    private List<(JsonElement Element, string Pointer)> ReadList(Dictionary<string, JsonElement> members, string name, bool isRequired, string remedy)
    {
        if (!TryGetFilled(members, name, JsonValueKind.Array, isRequired, remedy, static list => list.GetArrayLength(), out var list))
            return [];
        return [.. list.EnumerateArray().Select((element, index) => (element, string.Create(CultureInfo.InvariantCulture, $"/{name}/{index}")))];
    }

    /// <summary>A list or a map, which is not empty where it is required.</summary>
    private bool TryGetFilled(
        Dictionary<string, JsonElement> members, string name, JsonValueKind kind, bool isRequired, string remedy, Func<JsonElement, int> count, out JsonElement value)
    {
        if (!members.TryGetValue(name, out value))
        {
            if (isRequired)
                Fail("", $"has no \"{name}\": {remedy}.");
            return false;
        }
        if (value.ValueKind != kind)
            Fail($"/{name}", $"is {Kind(value)}: {remedy}.");
        else if (isRequired && count(value) == 0)
            Fail($"/{name}", $"is empty: {remedy}.");
        else if (count(value) > MaxMembers)
            Fail($"/{name}", $"has {count(value)} members; at most {MaxMembers} will do.");
        else
            return true;
        return false;
    }

    private bool IsObject(JsonElement element, string pointer, string[] known, out Dictionary<string, JsonElement> members)
    {
        members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fail(pointer, $"is {Kind(element)}: write an object.");
            return false;
        }
        foreach (var property in element.EnumerateObject())
        {
            if (known.Contains(property.Name))
                members[property.Name] = property.Value;
            else
                Fail($"{pointer}/{Escape(property.Name)}", $"is not known{Suggest(property.Name, known)}. There are {string.Join(", ", known)}.");
        }
        return true;
    }

    /// <summary>Whoever writes 30,000 faults into a manifest does not fill somebody's log with them.</summary>
    private void Fail(string pointer, string message)
    {
        if (_faults.Count < MostFaults)
            _faults.Add(new ManifestFault(file, Showable(pointer), Showable(message)));
        else if (_faults.Count == MostFaults)
            _faults.Add(new ManifestFault(file, "", $"has more than {MostFaults} faults: the first are listed."));
    }

    /// <summary>Names of members are a stranger's, and end up in logs and on terminals.</summary>
    private static string Showable(string text) =>
        string.Concat(text.Take(MaxShown).Select(static letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));

    private static string? CheckProse(string text, int most) =>
        text.Length == 0 || text.Length > most || text.Any(char.IsControl) ? $"is no text to show: write 1 to {most} characters, no control characters." : null;

    private static string? CheckAssembly(string text) =>
        PackagePath.IsValid(text) && text.EndsWith(".dll", StringComparison.Ordinal) ? null
            : "is no assembly in the package: write its path from the root of the package with forward slashes, as Acme.Tax.dll.";

    private static bool IsTypeName(string text) =>
        text.Length is > 0 and <= MaxType
        && text.Split('.', '+').All(static part => part.Length > 0 && (char.IsAsciiLetter(part[0]) || part[0] == '_') && part.All(static letter =>
            char.IsAsciiLetterOrDigit(letter) || letter == '_'));

    /// <summary>A name of small letters, digits and hyphens with full stops, and perhaps a colon and what it is limited to.</summary>
    private static bool IsCapability(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        return text.Length <= MaxCapability && colon != text.Length - 1
            && name.Split('.').All(static part => ContractName.IsValid(part))
            && !text.AsSpan(name.Length).ContainsAnyExceptInRange('!', '~');
    }

    private static string Suggest(string name, IEnumerable<string> known) => NearestName.Of(name, known) is { } nearest ? $"; did you mean {nearest}?" : "";

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
