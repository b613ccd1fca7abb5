namespace Platform.Testing;

/// <summary>Says that a test shows how an owned loop ends: within its deadline, and saying what it dropped.</summary>
/// <remarks>
/// The architecture tests look for it: a hosted service, or a disposable type that runs a task, a thread or a timer, is refused
/// without such a test. <see cref="OwnedLoop"/> does what most of these tests need.
/// </remarks>
/// <param name="type">The type that owns the loop.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class StopTestOfAttribute(Type type) : Attribute
{
    /// <summary>The type that owns the loop.</summary>
    public Type Type { get; } = type;
}
