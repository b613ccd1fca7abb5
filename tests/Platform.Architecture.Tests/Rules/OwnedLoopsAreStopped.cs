using Mono.Cecil;
using Mono.Cecil.Cil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 7, second half. What runs by itself (a hosted service, or a disposable type that keeps a task, a thread or a timer going)
/// has a test marked <c>[StopTestOf]</c>, which shows that it ends within its deadline and says what it dropped. And what cannot be
/// ended, because it is neither, does not start anything.
/// </summary>
internal static class OwnedLoopsAreStopped
{
    private static readonly HashSet<string> Hosted = ["Microsoft.Extensions.Hosting.IHostedService", "Microsoft.Extensions.Hosting.IHostedLifecycleService", "Microsoft.Extensions.Hosting.BackgroundService"];

    private static readonly HashSet<string> Disposable = ["System.IAsyncDisposable", "System.IDisposable"];

    private static readonly HashSet<string> RunsByItself =
        ["System.Threading.Tasks.Task", "System.Threading.Thread", "System.Threading.Timer", "System.Threading.PeriodicTimer", "System.Threading.ITimer", "System.Timers.Timer"];

    public static IEnumerable<Violation> Check(House house)
    {
        var shown = house.TestSources.SelectMany(file => MarkedTests.Find(file, "StopTestOf")).Select(mark => mark.Type).ToHashSet(StringComparer.Ordinal);
        return house.Packages.Where(package => !package.Name.IsSourceGeneration).SelectMany(package => Check(package, shown));
    }

    private static IEnumerable<Violation> Check(Package package, HashSet<string> shown)
    {
        foreach (var type in package.Assembly.Types.Where(type => type.IsClass && !type.IsMadeByCompiler() && !type.IsMadeByGenerator()))
        {
            var name = type.Name.Split('`')[0];
            var starts = Starts(type).FirstOrDefault();
            if (OwnsLoop(type) || (starts is not null && Is(type, Disposable)))
            {
                if (!type.IsAbstract && !shown.Contains(name))
                    yield return new Violation(type.DisplayName(), $"owns a loop whose end no test shows: mark one with [StopTestOf(typeof({name}))].");
            }
            else if (starts is not null)
            {
                yield return new Violation(type.DisplayName(), $"starts something by {starts} and is neither a hosted service nor disposable, so nobody can end it.");
            }
        }
    }

    private static bool OwnsLoop(TypeDefinition type) =>
        Is(type, Hosted) || (Is(type, Disposable) && type.Fields.Any(field => !field.IsStatic && RunsByItself.Contains(field.FieldType.FullName)));

    /// <summary>Whether the type, or one that it derives from, is one of these or implements one of them.</summary>
    private static bool Is(TypeDefinition type, HashSet<string> names)
    {
        for (var each = type; each is not null; each = each.BaseType?.TryResolve())
        {
            if (names.Contains(each.FullName) || each.Interfaces.Any(implemented => names.Contains(implemented.InterfaceType.FullName))
                || (each.BaseType is not null && names.Contains(each.BaseType.FullName)))
                return true;
        }

        return false;
    }

    /// <summary>Calls that start what goes on when the method has returned, also from lambdas and asynchronous bodies.</summary>
    private static IEnumerable<string> Starts(TypeDefinition type) =>
        from made in WithNested(type)
        from method in made.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Newobj
        let called = instruction.Operand as MethodReference
        where called is not null && IsStart(called)
        select called.Name == ".ctor" ? $"new {called.DeclaringType.Name}" : $"{called.DeclaringType.Name}.{called.Name}";

    private static bool IsStart(MethodReference called) => (called.DeclaringType.FullName.Split('<')[0], called.Name) switch
    {
        ("System.Threading.Thread", "Start" or "UnsafeStart") => true,
        ("System.Threading.Timer" or "System.Timers.Timer", ".ctor") => true,
        ("System.TimeProvider", "CreateTimer") => true,
        ("System.Threading.Tasks.TaskFactory" or "System.Threading.Tasks.TaskFactory`1", "StartNew") => true,
        ("System.Threading.Tasks.Task", "Start") => true,
        _ => false,
    };

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        type.NestedTypes.Where(nested => nested.Name.StartsWith('<')).SelectMany(WithNested).Prepend(type);
}
