using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>Reads <c>[assembly: Plugin]</c>.</summary>
internal static class PluginReader
{
    private const string InformationalVersion = "System.Reflection.AssemblyInformationalVersionAttribute";

    private static readonly string[] Isolations = ["in-process", "process", "sandbox"];

    public static PluginModel? Read(Compilation compilation, CancellationToken cancellationToken)
    {
        if (Declarations.AttributeOf(compilation.Assembly, KnownNames.PluginAttribute) is not { } attribute)
            return null;
        var place = PlaceInText.Of(attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation() ?? Location.None);
        var findings = new List<Finding>();
        var id = attribute.Text(0) ?? "";
        Require(
            ManifestText.IsId(id),
            $"the id '{id}': write publisher and name with a full stop between them, in small letters, digits and hyphens, as acme.tax");
        var version = attribute.Value("Version") as string ?? VersionOf(compilation);
        Require(ManifestText.IsVersion(version), version.Length == 0 ? "no version: set Version, here or in the project"
            : $"the version '{version}': write three numbers, as 1.4.0 or 1.4.0-beta.1");
        var (name, description) = (attribute.Value("Name") as string, attribute.Value("Description") as string);
        Require(name is not { Length: 0 or > ManifestText.MaxName } && description is not { Length: > ManifestText.MaxDescription },
            $"a name of 1 to {ManifestText.MaxName} characters, or a description of at most {ManifestText.MaxDescription}, that is none");
        var isolation = attribute.Value("Isolation") as string;
        Require(
            isolation is null || Isolations.Contains(isolation), $"the isolation '{isolation}': write {string.Join(" or ", Isolations)}");
        string[] capabilities = [.. TextsOf(attribute, "Capabilities")];
        foreach (var wrong in capabilities.Where(static each => !ManifestText.IsCapability(each)))
            Require(false, $"the capability '{wrong}': write its name, and behind a colon its limit, as net.http:api.acme.example");
        Require(capabilities.Distinct().Count() == capabilities.Length, "a capability twice: ask once");
        var memory = LimitOf("MemoryMebibytes", ManifestText.MaxMemoryMebibytes);
        var call = LimitOf("CallMilliseconds", ManifestText.MaxCallMilliseconds);
        return new PluginModel(
            id, version, name, description, $"{compilation.AssemblyName}.dll", attribute.Value("LoadsAtStartup") is true, isolation,
            new([.. capabilities]), memory, call, place, new([.. findings]));

        void Require(bool holds, string what)
        {
            if (!holds)
                findings.Add(new Finding(Rules.Plugin, place, new([what])));
        }

        int LimitOf(string limit, int most)
        {
            var value = attribute.Value(limit) is int number ? number : 0;
            Require(value >= 0 && value <= most, $"{value} as {limit}: write 1 to {most}, or leave it out");
            return value;
        }
    }

    private static IEnumerable<string> TextsOf(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(each => each.Key == name).Value is { Kind: TypedConstantKind.Array, IsNull: false } list
            ? list.Values.Select(static each => each.Value).OfType<string>() : [];

    /// <summary>That of the project, without the commit that the SDK puts behind it, which has two packages of the same files differ.</summary>
    private static string VersionOf(Compilation compilation) =>
        Declarations.AttributeOf(compilation.Assembly, InformationalVersion)?.Text(0)?.Split('+')[0] ?? "";
}
