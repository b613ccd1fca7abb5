using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Finds the methods that custom rules name.</summary>
internal static class RuleMethods
{
    public static IMethodSymbol? Find(AttributeData rule, INamedTypeSymbol type) => All(rule, type).FirstOrDefault();

    /// <summary>The methods of that name, nearest first.</summary>
    public static IEnumerable<IMethodSymbol> All(AttributeData rule, INamedTypeSymbol type)
    {
        if (rule.ConstructorArguments.Length == 0 || rule.ConstructorArguments.Last().Value is not string name)
            return [];
        var owner = rule.ConstructorArguments.Length == 2 ? rule.ConstructorArguments[0].Value as INamedTypeSymbol : type;
        return owner is null ? [] : Symbols.WithBases(owner).SelectMany(each => each.GetMembers(name)).OfType<IMethodSymbol>();
    }

    public static bool IsAsync(IMethodSymbol method) => method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1 } returned
        && returned.TypeArguments[0].SpecialType == SpecialType.System_Boolean && returned.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";

    /// <summary>Whether it answers for all items at once: a list of answers, or an array, when they have come.</summary>
    public static bool IsBatch(IMethodSymbol method) => method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1 } returned
        && returned.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks" && returned.TypeArguments[0] switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType.SpecialType == SpecialType.System_Boolean,
            INamedTypeSymbol { Name: "IReadOnlyList" or "List", Arity: 1 } list => list.TypeArguments[0].SpecialType == SpecialType.System_Boolean,
            _ => false,
        };

    /// <summary>Whether it says itself what it finds.</summary>
    public static bool IsFinding(IMethodSymbol method) => method.ReturnsVoid && method.Parameters.Length > 0
        && method.Parameters[method.Parameters.Length - 1] is { RefKind: RefKind.Ref } last && Symbols.IsNamed(last.Type, "Platform.Validation.Rules.RuleFindings");

    public static bool IsSync(IMethodSymbol method) => method.ReturnType.SpecialType == SpecialType.System_Boolean;
}
