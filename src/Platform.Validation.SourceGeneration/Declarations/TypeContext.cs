using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>What is known while the rules of one type are read, and what reading finds.</summary>
internal sealed class TypeContext(INamedTypeSymbol type, List<Finding> findings, CancellationToken cancellationToken)
{
    private readonly ImmutableArray<string>.Builder _fields = ImmutableArray.CreateBuilder<string>();
    private int _variables;

    /// <summary>What is judged.</summary>
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>What declares the rules: the type itself, or a class that mirrors it.</summary>
    public INamedTypeSymbol Owner { get; init; } = type;

    /// <summary>Whether the type is somebody else's, so that the rules cannot stand in it.</summary>
    public bool IsOfAnother => !SymbolEqualityComparer.Default.Equals(Owner, Type);

    public string TypeName { get; } = Symbols.FullName(type);

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public required int Naming { get; init; }

    public required bool RefuseNull { get; init; }

    public ImmutableArray<string> Fields => _fields.ToImmutable();

    /// <summary>Keeps something in a static field, once.</summary>
    /// <returns>The name of the field.</returns>
    public string Field(string fieldType, string initializer)
    {
        var prefix = $"private static readonly {fieldType} ";
        var suffix = $" = {initializer};";
        var known = _fields.FirstOrDefault(field => field.StartsWith(prefix, StringComparison.Ordinal) && field.EndsWith(suffix, StringComparison.Ordinal)
            && field.Length - prefix.Length - suffix.Length <= 4);
        if (known is not null)
            return known.Substring(prefix.Length, known.Length - prefix.Length - suffix.Length);
        var name = $"_f{_fields.Count}";
        _fields.Add(prefix + name + suffix);
        return name;
    }

    /// <summary>A name for a variable that nothing else has: what a condition declares is known to all that follows it.</summary>
    public string Variable() => $"x{_variables++}";

    public void Report(DiagnosticDescriptor fault, AttributeData attribute, params object[] arguments) =>
        findings.Add(new Finding(fault, Symbols.Location(attribute, CancellationToken), arguments));

    public void Report(DiagnosticDescriptor fault, ISymbol symbol, params object[] arguments) =>
        findings.Add(new Finding(fault, Symbols.Location(symbol), arguments));

    public string PointerOf(ISymbol member) => "/" + WireNames.Escaped(WireNameOf(member));

    public string WireNameOf(ISymbol member) =>
        AttributesOf(member).FirstOrDefault(each =>
            Symbols.IsNamed(each.AttributeClass, "System.Text.Json.Serialization.JsonPropertyNameAttribute")) is { ConstructorArguments.Length: 1 } named
            && named.ConstructorArguments[0].Value is string name ? name : WireNames.Of(member.Name, Naming);

    /// <summary>The attributes of a member: those of its mirror first.</summary>
    public IEnumerable<AttributeData> AttributesOf(ISymbol member)
    {
        var own = Reachability.AttributesOf(member);
        return IsOfAnother && Mirrors.Of(Owner).FirstOrDefault(mirror => mirror.Name == member.Name) is { } found
            ? Reachability.AttributesOf(found).Concat(own)
            : own;
    }

    /// <summary>The member that a name means, in the type or its bases.</summary>
    public ISymbol? Member(string name) => Symbols.WithBases(Type).SelectMany(each => each.GetMembers(name)).FirstOrDefault(member =>
        member is IPropertySymbol or IFieldSymbol && !member.IsStatic);

    /// <summary>The condition of a rule as an expression; <see langword="null"/> where it cannot be asked.</summary>
    public string? Condition(string name, AttributeData attribute, string member)
    {
        if (IsOfAnother && Owner.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method => method is
            { IsStatic: true, IsGenericMethod: false, ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 1 }
            && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, Type)) is not null)
            return $"{Symbols.FullName(Owner)}.{Declarations.Escaped(name)}(value)";
        foreach (var candidate in Symbols.WithBases(Type).SelectMany(each => each.GetMembers(name)).Where(each =>
            !IsOfAnother || each.DeclaredAccessibility == Accessibility.Public))
        {
            var owner = candidate.IsStatic ? TypeName : "value";
            if (candidate is IPropertySymbol
                {
                    Type.SpecialType: SpecialType.System_Boolean,
                    Parameters.Length: 0
                } or IFieldSymbol { Type.SpecialType: SpecialType.System_Boolean })
                return $"{owner}.{Declarations.Escaped(name)}";
            if (candidate is IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 0, IsGenericMethod: false })
                return $"{owner}.{Declarations.Escaped(name)}()";
        }
        Report(Faults.ConditionIsMissing, attribute, Type.Name, name, member);
        return null;
    }
}

/// <summary>What a rule is about.</summary>
/// <param name="Type">Its type, without <see cref="Nullable{T}"/>.</param>
/// <param name="Value">The expression that gives it.</param>
/// <param name="Pointer">Where it stands, as a literal.</param>
/// <param name="Member">The name of the member.</param>
/// <param name="Display">Its name for people.</param>
/// <param name="CanBeNull">Whether there may be no value.</param>
internal sealed record RuleTarget(ITypeSymbol Type, string Value, string Pointer, string Member, string Display, bool CanBeNull = true);
