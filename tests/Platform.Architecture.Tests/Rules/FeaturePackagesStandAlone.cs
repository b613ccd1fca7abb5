using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 1. A package may know the package that it extends, its feature's abstractions and its feature's generator; only
/// <c>Platform.Hosting</c> may know several, and their generators for what its bridges say themselves, and a feature's tool and its package for tests the packages of its feature. Whoever needs more owns a small interface and lets Hosting bridge.
/// </summary>
internal static class FeaturePackagesStandAlone
{
    public static IEnumerable<Violation> Check(Package package) =>
        ByProject(package).Concat(ByPackage(package)).Concat(ByAssembly(package)).Concat(ByLinkedSource(package)).Concat(ByFriendship(package)).Concat(ByTrade(package));

    public static bool MayKnow(PackageName package, PackageName other) =>
        !PackageName.IsOurs(other.Value)
        || package == other
        || package.IsHosting
        || ((package.IsTool || package.IsTesting) && package.Feature == other.Feature && !other.IsSourceGeneration)
        || (!package.IsSourceGeneration && (package.Extends(other) || (package.Feature == other.Feature && other.IsAbstractions)))
        || (!package.IsSourceGeneration && other.IsSourceGeneration && package.Feature == other.Feature);

    /// <summary>What a tool may know, a library may not: so a tool is nothing that anybody can compile against.</summary>
    private static IEnumerable<Violation> ByTrade(Package package)
    {
        if (package.Name.IsTool && !package.Project.IsTrue("PackAsTool"))
            yield return new Violation(package.Name.Value, "is called a tool, and is not packed as one (PackAsTool).");
    }

    private static IEnumerable<Violation> ByProject(Package package) => package.Project.ProjectReferences
        .Where(reference => !MayKnow(package.Name, new PackageName(reference.Include)))
        .Select(reference => Refused(package, $"references the project {reference.Include}"));

    private static IEnumerable<Violation> ByPackage(Package package) => package.Project.Items("PackageReference")
        .Where(reference => !MayKnow(package.Name, new PackageName(reference.Include)))
        .Select(reference => Refused(package, $"references the package {reference.Include}"));

    private static IEnumerable<Violation> ByAssembly(Package package) => package.Assembly.References
        .Where(reference => !MayKnow(package.Name, new PackageName(reference)))
        .Select(reference => Refused(package, $"is compiled against {reference}"));

    /// <summary>Another package's source, compiled in, would be a reference that no other check sees.</summary>
    private static IEnumerable<Violation> ByLinkedSource(Package package) => package.Project.Items("Compile")
        .Where(item => item.Include.Contains("..", StringComparison.Ordinal) && !item.Include.StartsWith("../Shared/", StringComparison.Ordinal))
        .Select(item => new Violation(package.Name.Value, $"compiles {item.Include}; only files of ../Shared/ may be linked."));

    /// <summary>Opening the internals to another feature is a reference the other way round.</summary>
    private static IEnumerable<Violation> ByFriendship(Package package) => package.Assembly.Module.Assembly.CustomAttributes
        .Where(attribute => attribute.AttributeType.Name == "InternalsVisibleToAttribute")
        .Select(attribute => ((string)attribute.ConstructorArguments[0].Value).Split(',')[0].Trim())
        .Where(friend => PackageName.IsOurs(friend) && !IsOutsideTheShop(friend) && new PackageName(friend).Feature != package.Name.Feature)
        .Select(friend => new Violation(package.Name.Value, $"shows its internals to {friend}, a package of another feature."));

    private static bool IsOutsideTheShop(string name) =>
        name.EndsWith(".Tests", StringComparison.Ordinal) || name.EndsWith(".TestApp", StringComparison.Ordinal)
        || name is "Platform.Benchmarks" or "Platform.Testing" || name.EndsWith(".StoreContract", StringComparison.Ordinal);

    private static Violation Refused(Package package, string what) =>
        new(package.Name.Value, $"{what}. It may know only the package it extends; give it an interface of its own and let Platform.Hosting bridge.");
}
