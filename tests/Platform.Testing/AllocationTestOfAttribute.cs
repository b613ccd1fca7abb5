namespace Platform.Testing;

/// <summary>Says that a test measures the bytes of a hot member.</summary>
/// <remarks>The architecture tests look for it: a member marked <c>[HotPath]</c> without such a test is refused.</remarks>
/// <param name="type">The type that declares the member.</param>
/// <param name="member">The name of the method or property, with <see langword="nameof"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AllocationTestOfAttribute(Type type, string member) : Attribute
{
    /// <summary>The type that declares the member.</summary>
    public Type Type { get; } = type;

    /// <summary>The name of the method or property.</summary>
    public string Member { get; } = member;
}
