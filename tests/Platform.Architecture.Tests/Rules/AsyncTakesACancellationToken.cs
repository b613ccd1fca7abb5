using Mono.Cecil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 7. What others can call and must wait for takes a <see cref="CancellationToken"/> as its last parameter. Signatures that
/// somebody else decided are left alone, and so is a method that is handed the <c>HttpContext</c>: its RequestAborted is the token.
/// A verb that only composes has nothing to stop: an extension of an awaitable, which was started elsewhere, or of a plain value
/// with the caller's own asynchronous function.
/// </summary>
internal static class AsyncTakesACancellationToken
{
    private const string Token = "System.Threading.CancellationToken";

    private static readonly string[] Awaitable =
    [
        "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1", "System.Threading.Tasks.ValueTask", "System.Threading.Tasks.ValueTask`1",
        "System.Collections.Generic.IAsyncEnumerable`1",
    ];

    public static IEnumerable<Violation> Check(Package package) =>
        from type in package.Assembly.Types
        from method in type.Methods
        where method.IsVisible() && IsAwaitable(method.ReturnType) && !IsDictated(method)
        let last = method.Parameters.LastOrDefault()?.ParameterType.FullName
        where last != Token
        select new Violation(method.SourceName(), method.Takes(Token) ? "takes a CancellationToken, but not as its last parameter." : "is asynchronous and takes no CancellationToken.");

    private static bool IsDictated(MethodDefinition method) =>
        method.IsSpecialName
        || method.Name is "DisposeAsync" or "BeginInvoke" or "EndInvoke"
        || (method.IsVirtual && !method.IsNewSlot)
        || method.Takes("Microsoft.AspNetCore.Http.HttpContext")
        || IsVerb(method)
        || ImplementsForeignInterface(method);

    private static bool IsVerb(MethodDefinition method) =>
        method.Has("ExtensionAttribute")
        && (IsAwaitable(method.Parameters[0].ParameterType) || (method.Parameters[0].ParameterType.IsValueType && method.Parameters.Any(parameter => IsAsynchronousFunction(parameter.ParameterType))));

    private static bool IsAwaitable(TypeReference type) => Awaitable.Contains(type.GetElementType().FullName);

    private static bool IsAsynchronousFunction(TypeReference type) =>
        type is GenericInstanceType { ElementType.Name: var name } function && name.StartsWith("Func`", StringComparison.Ordinal) && IsAwaitable(function.GenericArguments[^1]);

    private static bool ImplementsForeignInterface(MethodDefinition method) =>
        method.Overrides.Any(overridden => IsForeign(overridden.DeclaringType))
        || method.DeclaringType.Interfaces.Select(implemented => implemented.InterfaceType)
            .Where(IsForeign)
            .Select(foreign => foreign.TryResolve())
            .Any(foreign => foreign is not null && WithBases(foreign).Any(each => each.Methods.Any(declared =>
                declared.Name == method.Name && declared.Parameters.Count == method.Parameters.Count)));

    private static IEnumerable<TypeDefinition> WithBases(TypeDefinition type) =>
        type.Interfaces.Select(inherited => inherited.InterfaceType.TryResolve()).OfType<TypeDefinition>().SelectMany(WithBases).Prepend(type);

    private static bool IsForeign(TypeReference type) => type.GetElementType().Scope is AssemblyNameReference scope && !PackageName.IsOurs(scope.Name);
}
