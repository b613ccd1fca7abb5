namespace Platform.Testing;

/// <summary>Says that a test measures the bytes of a hot member.</summary>
/// <remarks>The architecture tests look for it: a member marked <c>[HotPath]</c> without such a test is refused.</remarks>
/// <param name="type">The type that declares the member.</param>
/// <param name="member">The name of the method or property, with <see langword="nameof"/>.</param>
/// <param name="parameterTypes">
/// The types of its parameters. Needed where several hot members share the name; then none means the one without parameters. For
/// a type parameter any type will do.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AllocationTestOfAttribute(Type type, string member, params Type[] parameterTypes) : Attribute
{
    /// <summary>The type that declares the member.</summary>
    public Type Type { get; } = type;

    /// <summary>The name of the method or property.</summary>
    public string Member { get; } = member;

    /// <summary>The types of its parameters; empty where the name alone says it.</summary>
    public IReadOnlyList<Type> ParameterTypes { get; } = parameterTypes;
}
