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
        var measured = house.TestSources.SelectMany(file => MarkedTests.Find(file, "AllocationTestOf")).ToList();
        return house.Packages.SelectMany(package => Check(package, measured));
    }

    private static IEnumerable<Violation> Check(Package package, List<TestMark> measured)
    {
        foreach (var overloads in HotMembers(package).GroupBy(member => (member.Type, member.Name)))
        {
            var isOverloaded = overloads.Count() > 1;
            foreach (var member in overloads)
            {
                var name = $"{member.Type.DisplayName()}.{member.Name}{(isOverloaded ? $"({string.Join(", ", member.Parameters)})" : "")}";
                foreach (var allocation in member.Bodies.SelectMany(Allocations).Distinct(StringComparer.Ordinal))
                    yield return new Violation(name, $"is a hot path and {allocation}.");
                if (!measured.Any(mark => Measures(mark, member, isOverloaded)))
                    yield return new Violation(name, $"is a hot path that no test measures: mark one with {MarkOf(member, isOverloaded)}.");
            }
        }
    }

    /// <summary>
    /// A mark without parameter types means the one hot member of that name; where several hot members share it, the one without
    /// parameters. Types that fit no overload measure nothing.
    /// </summary>
    private static bool Measures(TestMark mark, HotMember member, bool isOverloaded) =>
        mark.Type == member.TypeName && mark.Member == member.Name
        && ((mark.Parameters is [] && !isOverloaded)
            || (mark.Parameters.Count == member.Parameters.Count && mark.Parameters.Zip(member.Parameters).All(pair => TypeNames.Mean(pair.First, pair.Second))));

    private static string MarkOf(HotMember member, bool isOverloaded) =>
        $"[AllocationTestOf(typeof({member.TypeName}), nameof({member.TypeName}.{member.Name})"
        + (isOverloaded ? string.Concat(member.Parameters.Select(type => $", typeof({type})")) : "") + ")]";

    private static IEnumerable<HotMember> HotMembers(Package package) =>
        from type in package.Assembly.Types
        from member in type.Methods.Where(method => method.Has("HotPathAttribute"))
            .Select(method => (method.Name, Parameters: method.Parameters.Select(parameter => parameter.ParameterType), Methods: new[] { method }))
            .Concat(type.Properties.Where(property => property.Has("HotPathAttribute"))
                .Select(property => (property.Name, Parameters: property.Parameters.Select(parameter => parameter.ParameterType),
                    Methods: new[] { property.GetMethod, property.SetMethod }.OfType<MethodDefinition>().ToArray())))
        select new HotMember(type, member.Name, [.. member.Parameters.Select(TypeNames.Of)], member.Methods.SelectMany(WithInnerBodies));

    private sealed record HotMember(TypeDefinition Type, string Name, IReadOnlyList<string> Parameters, IEnumerable<MethodDefinition> Bodies)
    {
        public string TypeName => Type.Name.Split('`')[0];
    }

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
}
