using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Platform.Architecture.Tests.Model;

/// <summary>What the rules ask of IL, in the words of the source it came from.</summary>
internal static class CecilExtensions
{
    public static bool Has(this ICustomAttributeProvider member, string attributeName) =>
        member.HasCustomAttributes && member.CustomAttributes.Any(attribute => attribute.AttributeType.Name == attributeName);

    /// <summary>The value of a named property of an attribute, or of the constructor parameter of that name.</summary>
    public static object? Value(this CustomAttribute attribute, string name)
    {
        foreach (var property in attribute.Properties)
        {
            if (property.Name == name)
                return property.Argument.Value;
        }
        var parameters = attribute.Constructor.Resolve().Parameters;
        for (var i = 0; i < parameters.Count; i++)
        {
            if (string.Equals(parameters[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return attribute.ConstructorArguments[i].Value;
        }
        return null;
    }

    public static IEnumerable<TypeDefinition> SelfAndDeclaring(this TypeDefinition type)
    {
        for (var each = type; each is not null; each = each.DeclaringType)
            yield return each;
    }

    /// <summary>Whether the compiler made the type: a closure, a state machine, a cache of delegates.</summary>
    public static bool IsMadeByCompiler(this TypeDefinition type) =>
        type.SelfAndDeclaring().Any(each => each.Has("CompilerGeneratedAttribute") || each.Name is "<Module>" || each.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal));

    /// <summary>Whether a source generator made the type, and said so.</summary>
    public static bool IsMadeByGenerator(this TypeDefinition type) => type.SelfAndDeclaring().Any(each => each.Has("GeneratedCodeAttribute"));

    public static bool IsVisible(this TypeDefinition type) =>
        type.SelfAndDeclaring().All(each => each.IsPublic || each.IsNestedPublic || each.IsNestedFamily || each.IsNestedFamilyOrAssembly);

    public static bool IsVisible(this MethodDefinition method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && method.DeclaringType.IsVisible();

    /// <summary>The type as its author knows it, also when asked of something that the compiler nested in it.</summary>
    public static TypeDefinition SourceType(this TypeDefinition type) =>
        type.SelfAndDeclaring().FirstOrDefault(each => !each.Name.StartsWith('<')) ?? type;

    /// <summary>The member as its author knows it: <c>Ledger.Append</c> for the lambda <c>Ledger.&lt;&gt;c.&lt;Append&gt;b__0</c>.</summary>
    public static string SourceName(this MethodDefinition method)
    {
        var owner = method.DeclaringType.SourceType();
        var nested = method.DeclaringType.SelfAndDeclaring().TakeWhile(type => type != owner).Select(type => type.Name);
        var name = nested.Prepend(method.Name).Select(NameInAngles).FirstOrDefault(found => found is not null) ?? method.Name;
        return $"{owner.DisplayName()}.{name}";
    }

    public static string DisplayName(this TypeDefinition type) => type.FullName.Replace('/', '.');

    /// <summary>Every method that has a body, with its instructions.</summary>
    public static IEnumerable<MethodDefinition> Bodies(this CompiledAssembly assembly) =>
        assembly.Types.SelectMany(type => type.Methods).Where(method => method.HasBody);

    /// <summary>The methods that a body calls, constructors included.</summary>
    public static IEnumerable<MethodReference> Calls(this MethodDefinition method) => method.Body.Instructions
        .Where(instruction => instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Newobj or Code.Ldftn or Code.Ldvirtftn)
        .Select(instruction => instruction.Operand).OfType<MethodReference>();

    public static bool Takes(this MethodReference method, string parameterType) =>
        method.Parameters.Any(parameter => parameter.ParameterType.FullName == parameterType);

    /// <summary>Resolves, or answers nothing when the assembly cannot be found: what is unknown is not held against anyone.</summary>
    public static TypeDefinition? TryResolve(this TypeReference type)
    {
        try
        {
            return type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    private static string? NameInAngles(string name) =>
        name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? name[1..end] : null;
}
