using System.Text.RegularExpressions;
using Mono.Cecil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 9. Namespaces follow the package; extension classes are <c>PlatformX…Extensions</c> in the package's own namespace,
/// because .NET itself owns <c>AddValidation</c> and Microsoft.Extensions.DependencyInjection; and no folder or namespace is
/// named after nothing.
/// </summary>
internal static partial class NamespacesFollowThePackage
{
    /// <summary>Where the files of src/Shared live; what is linked from there is internal to each package.</summary>
    private const string SharedNamespace = "Platform.Shared";

    public static IEnumerable<Violation> Check(House house) => house.Packages.SelectMany(Check).Concat(EmptyNames(house));

    public static IEnumerable<Violation> Check(Package package) =>
        package.Assembly.Types.Where(type => !type.IsNested && !IsNobodysOwn(type)).SelectMany(type => Check(package, type));

    private static IEnumerable<Violation> Check(Package package, TypeDefinition type)
    {
        if (IsAmong(type.Namespace, SharedNamespace) && !type.IsPublic)
            yield break;
        if (!IsAmong(type.Namespace, package.Name.Value))
            yield return new Violation(type.DisplayName(), $"is outside the namespace {package.Name} of its package.");
        if (type.Namespace.Split('.').FirstOrDefault(part => SaysNothing().IsMatch(part)) is { } empty)
            yield return new Violation(type.DisplayName(), $"is in a namespace named {empty}; name it after the concept.");
        if (type.IsPublic && type.Has("ExtensionAttribute"))
        {
            if (type.Namespace != package.Name.Value)
                yield return new Violation(type.DisplayName(), $"is an extension class outside {package.Name}, where its users look for it.");
            if (!type.Name.StartsWith(ExtensionPrefix(package.Name), StringComparison.Ordinal) || !type.Name.EndsWith("Extensions", StringComparison.Ordinal))
                yield return new Violation(type.DisplayName(), $"is an extension class; its name must be {ExtensionPrefix(package.Name)}…Extensions.");
        }
    }

    private static IEnumerable<Violation> EmptyNames(House house) =>
        from folder in house.Folders
        where SaysNothing().IsMatch(folder[(folder.LastIndexOf('/') + 1)..])
        select new Violation(folder, "is a folder whose name says nothing; name it after the concept in it.");

    private static string ExtensionPrefix(PackageName name) => name.IsHosting ? "Platform" : "Platform" + name.Feature;

    private static bool IsAmong(string candidate, string root) =>
        candidate == root || candidate.StartsWith(root + ".", StringComparison.Ordinal);

    /// <summary>What compilers and generators put into an assembly stands where they want it, and is never public.</summary>
    private static bool IsNobodysOwn(TypeDefinition type) =>
        type.IsMadeByCompiler()
        || (!type.IsPublic && (type.IsMadeByGenerator() || type.Has("EmbeddedAttribute") || type.Name.StartsWith('<') || IsPolyfill(type)));

    /// <summary>Generators target netstandard2.0 and bring the compiler's own marker types along.</summary>
    private static bool IsPolyfill(TypeDefinition type) => IsAmong(type.Namespace, "System");

    [GeneratedRegex("^(Helpers?|Utils?|Utilit(y|ies)|Managers?|Internals?|Misc|Commons?)$", RegexOptions.IgnoreCase)]
    private static partial Regex SaysNothing();
}
