using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 3. Core packages are trim- and AOT-compatible, silence none of those warnings without saying why, and are run natively
/// by <c>Platform.Aot.TestApp</c> (eng/aot.sh).
/// </summary>
internal static class CoresCompileAheadOfTime
{
    private const int ShortestReason = 20;

    public static IEnumerable<Violation> Check(House house) =>
        house.Packages.Where(package => package.IsPackable).SelectMany(package => Check(package).Concat(ExerciseOf(package, house)));

    public static IEnumerable<Violation> Check(Package package)
    {
        if (package.Name.IsCore && !(package.Project.IsTrue("IsAotCompatible") && IsMarkedTrimmable(package)))
            yield return new Violation(package.Name.Value, "is a core package that is not IsAotCompatible.");
        foreach (var violation in SilencedByAttribute(package).Concat(SilencedInSource(package)).Concat(SilencedInProject(package)))
            yield return violation;
    }

    private static bool IsMarkedTrimmable(Package package) => package.Assembly.Module.Assembly.CustomAttributes.Any(attribute =>
        attribute.AttributeType.Name == "AssemblyMetadataAttribute"
        && attribute.ConstructorArguments is [{ Value: "IsTrimmable" }, { Value: "True" }]);

    private static IEnumerable<Violation> SilencedByAttribute(Package package)
    {
        var members = package.Assembly.Types.SelectMany(type => new IMemberDefinition[] { type }.Concat(type.Methods).Concat(type.Fields).Concat(type.Properties));
        return
            from holder in members.Cast<ICustomAttributeProvider>().Append(package.Assembly.Module.Assembly).Append(package.Assembly.Module)
            from attribute in holder.CustomAttributes
            where attribute.AttributeType.Name == "UnconditionalSuppressMessageAttribute"
            let code = attribute.ConstructorArguments[1].Value as string ?? ""
            where IsTrimOrAot(code) && (attribute.Value("Justification") as string ?? "").Trim().Length < ShortestReason
            select new Violation(NameOf(holder, package), $"silences {code} without a Justification that says why it is safe.");
    }

    /// <summary>A pragma and a conditional attribute leave no trace in the assembly: the native compiler would warn the user instead.</summary>
    private static IEnumerable<Violation> SilencedInSource(Package package)
    {
        foreach (var source in package.Sources)
        {
            var pragmas = source.Syntax.DescendantNodes(descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>();
            foreach (var code in pragmas.SelectMany(pragma => pragma.ErrorCodes).Select(code => code.ToString()).Where(IsTrimOrAot))
                yield return new Violation($"{package.Name}/{source.Path}", $"silences {code} with a pragma; use UnconditionalSuppressMessage with a Justification.");

            var attributes = source.Syntax.DescendantNodes().OfType<AttributeSyntax>().Where(attribute => attribute.Name.GetLastToken().Text is "SuppressMessage" or "SuppressMessageAttribute");
            foreach (var code in attributes.SelectMany(attribute => attribute.ArgumentList?.Arguments ?? []).Select(argument => argument.ToString().Trim('"')).Where(IsTrimOrAot))
                yield return new Violation($"{package.Name}/{source.Path}", $"silences {code} with SuppressMessage; use UnconditionalSuppressMessage with a Justification.");
        }
    }

    private static IEnumerable<Violation> SilencedInProject(Package package) => (package.Project.Property("NoWarn") ?? "").Split(';', ',')
        .Select(code => code.Trim()).Where(IsTrimOrAot)
        .Select(code => new Violation(package.Name.Value, $"silences {code} for the whole project with NoWarn."));

    private static IEnumerable<Violation> ExerciseOf(Package package, House house)
    {
        if (package.Name.IsCore && !house.TestSources.Any(source => source.Path == ExercisePath(package.Name)))
            yield return new Violation(package.Name.Value, $"is not run ahead-of-time compiled: {ExercisePath(package.Name)} is missing.");
    }

    private static string ExercisePath(PackageName name) => $"tests/Platform.Aot.TestApp/Exercises/{name.Value[PackageName.Prefix.Length..].Replace(".", "", StringComparison.Ordinal)}Exercise.cs";

    private static bool IsTrimOrAot(string code) => code.StartsWith("IL2", StringComparison.Ordinal) || code.StartsWith("IL3", StringComparison.Ordinal);

    private static string NameOf(ICustomAttributeProvider holder, Package package) => holder switch
    {
        MethodDefinition method => method.SourceName(),
        TypeDefinition type => type.DisplayName(),
        IMemberDefinition member => $"{member.DeclaringType.DisplayName()}.{member.Name}",
        _ => package.Name.Value,
    };
}
