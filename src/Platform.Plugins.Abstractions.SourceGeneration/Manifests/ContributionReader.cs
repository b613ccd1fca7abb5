using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>Reads a class with <c>[PluginContribution]</c>.</summary>
internal static class ContributionReader
{
    public static ContributionModel Read(INamedTypeSymbol type, AttributeData attribute)
    {
        var name = attribute.Text(0) ?? "";
        var location = Declarations.Location(type);
        var contracts = type.AllInterfaces
            .Select(each => (Contract: each, Attribute: Declarations.AttributeOf(each, KnownNames.ContractAttribute)))
            .Where(static each => each.Attribute?.Text(0) is not null && each.Attribute.Text(1) is not null).ToList();
        var metadataName = NameOf(type);
        var findings = ReasonsAgainst(type, name, metadataName, contracts.Select(static each => each.Contract))
            .Select(reason => Finding.Of(Rules.Contribution, location, type.Name, reason));
        return new ContributionModel(
            name, metadataName,
            new([.. contracts.Select(static each => new ImplementedContract(
                each.Attribute!.Text(0)!, $"^{each.Attribute!.Text(1)}"))]),
            PlaceInText.Of(location), new([.. findings]));
    }

    private static IEnumerable<string> ReasonsAgainst(
        INamedTypeSymbol type, string name, string metadataName, IEnumerable<INamedTypeSymbol> contracts)
    {
        if (!ManifestText.IsName(name))
            yield return $"is called '{name}': write small letters, digits and hyphens, at most {ManifestText.MaxContractName}";
        if (type.IsAbstract || type.IsGenericType || Declarations.ContainingTypes(type).Any(static outer => outer.IsGenericType))
            yield return "is abstract, static or generic, and the host makes one of it: write a class of which there can be one";
        if (Declarations.ContainingTypes(type).Append(type).Any(static each => each.DeclaredAccessibility != Accessibility.Public))
            yield return "cannot be seen by the host: make it public";
        if (!type.IsAbstract && !type.InstanceConstructors.Any(static each => each.DeclaredAccessibility == Accessibility.Public))
            yield return "has no public constructor: the host's container needs one";
        if (!ManifestText.IsType(metadataName))
            yield return "has a name that a manifest cannot hold: write A to Z, digits and underscores";
        var implemented = contracts.ToList();
        if (implemented.Count == 0)
            yield return "implements no interface with [PluginContract]: nobody would call it";
        var home = type.ContainingAssembly;
        foreach (var own in implemented.Where(each => SymbolEqualityComparer.Default.Equals(each.ContainingAssembly, home)))
            yield return $"implements '{own.Name}' of this assembly, which no host has: put the contract into one that both refer to";
    }

    /// <summary>As the runtime looks for it.</summary>
    private static string NameOf(INamedTypeSymbol type)
    {
        var names = string.Join("+", Declarations.ContainingTypes(type).Append(type).Select(static each => each.MetadataName));
        return type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? $"{space.ToDisplayString().Replace("@", "")}.{names}" : names;
    }
}
