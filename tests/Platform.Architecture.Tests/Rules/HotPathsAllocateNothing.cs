using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 8. A member marked <c>[HotPath]</c> boxes nothing, makes no closure and no delegate, and a test marked
/// <c>[AllocationTestOf]</c> measures its bytes. Reading the IL finds the usual causes at once; the test finds the rest.
/// </summary>
internal static class HotPathsAllocateNothing
{
    public static IEnumerable<Violation> Check(House house)
    {
        var measured = house.TestSources.SelectMany(MeasuredBy).ToHashSet();
        return house.Packages.SelectMany(package => Check(package, measured));
    }

    private static IEnumerable<Violation> Check(Package package, HashSet<(string Type, string Member)> measured)
    {
        foreach (var (type, member, methods) in HotMembers(package))
        {
            var name = $"{type.DisplayName()}.{member}";
            foreach (var allocation in methods.SelectMany(Allocations).Distinct(StringComparer.Ordinal))
                yield return new Violation(name, $"is a hot path and {allocation}.");
            if (!measured.Contains((type.Name.Split('`')[0], member)))
                yield return new Violation(name, $"is a hot path that no test measures: mark one with [AllocationTestOf(typeof({type.Name.Split('`')[0]}), nameof({type.Name.Split('`')[0]}.{member}))].");
        }
    }

    private static IEnumerable<(TypeDefinition Type, string Member, IEnumerable<MethodDefinition> Bodies)> HotMembers(Package package) =>
        from type in package.Assembly.Types
        from member in type.Methods.Where(method => method.Has("HotPathAttribute")).Select(method => (method.Name, Methods: new[] { method }))
            .Concat(type.Properties.Where(property => property.Has("HotPathAttribute"))
                .Select(property => (property.Name, Methods: new[] { property.GetMethod, property.SetMethod }.OfType<MethodDefinition>().ToArray())))
        select (type, member.Name, member.Methods.SelectMany(WithInnerBodies));

    /// <summary>The method itself, its async or iterator body, and the local functions and lambdas written inside it.</summary>
    private static IEnumerable<MethodDefinition> WithInnerBodies(MethodDefinition method) => WithNested(method.DeclaringType)
        .SelectMany(type => type.Methods)
        .Where(candidate => candidate.HasBody && (candidate == method
            || candidate.Name.StartsWith($"<{method.Name}>", StringComparison.Ordinal)
            || (candidate.Name == "MoveNext" && candidate.DeclaringType.Name.StartsWith($"<{method.Name}>", StringComparison.Ordinal))));

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        type.NestedTypes.Where(nested => nested.Name.StartsWith('<')).SelectMany(WithNested).Prepend(type);

    private static IEnumerable<string> Allocations(MethodDefinition method)
    {
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.OpCode.Code == Code.Box && !IsElidedByTheJit(instruction))
                yield return $"boxes {((TypeReference)instruction.Operand).Name}";
            else if (instruction is { OpCode.Code: Code.Newobj, Operand: MethodReference made })
            {
                if (made.DeclaringType.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal))
                    yield return "captures variables in a closure";
                else if (IsDelegateConstructor(made) && !IsCachedOnce(instruction))
                    yield return $"makes a delegate {made.DeclaringType.Name.Split('`')[0]} on each call";
            }
        }
    }

    /// <summary>Boxing only to compare with null or to test the type: the JIT answers these without the box.</summary>
    private static bool IsElidedByTheJit(Instruction box) => box.Next?.OpCode.Code switch
    {
        Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S => true,
        Code.Ldnull => box.Next.Next?.OpCode.Code is Code.Ceq or Code.Cgt_Un,
        Code.Isinst => box.Next.Next?.OpCode.Code is Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S or Code.Ldnull,
        _ => false,
    };

    private static bool IsDelegateConstructor(MethodReference constructor) =>
        constructor.Parameters is [{ ParameterType.FullName: "System.Object" }, { ParameterType.FullName: "System.IntPtr" }];

    /// <summary>A lambda that captures nothing is made by the first call and kept in a static field.</summary>
    private static bool IsCachedOnce(Instruction made) => made.Next is { OpCode.Code: Code.Dup, Next: { OpCode.Code: Code.Stsfld, Operand: FieldReference kept } }
        && kept.Name.StartsWith('<');

    /// <summary>What the tests of a file measure, by simple names: <c>[AllocationTestOf(typeof(Bucket), nameof(Bucket.TryTake))]</c>.</summary>
    private static IEnumerable<(string Type, string Member)> MeasuredBy(SourceFile file)
    {
        if (!file.Text.Contains("AllocationTestOf", StringComparison.Ordinal))
            return [];
        return
            from method in file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
            let attributes = method.AttributeLists.SelectMany(list => list.Attributes).ToList()
            where attributes.Any(attribute => LastName(attribute.Name) is "Fact" or "Theory" && !attribute.ToString().Contains("Skip", StringComparison.Ordinal))
            from attribute in attributes
            where LastName(attribute.Name) is "AllocationTestOf" && attribute.ArgumentList?.Arguments.Count == 2
            let type = attribute.ArgumentList!.Arguments[0].Expression as TypeOfExpressionSyntax
            let member = attribute.ArgumentList!.Arguments[1].Expression as InvocationExpressionSyntax
            where type is not null && member is not null
            select (LastName(type.Type), LastName(member.ArgumentList.Arguments[0].Expression));
    }

    private static string LastName(SyntaxNode node) => node.DescendantNodesAndSelf(inside => inside is not TypeArgumentListSyntax)
        .OfType<SimpleNameSyntax>().Select(name => name.Identifier.Text).LastOrDefault("");
}
