namespace Platform.Validation.Sanitizing;

/// <summary>A sanitiser that is a method of yours. Of a list or dictionary of texts, in each of them. It is applied after those of the package.</summary>
/// <remarks>
/// Applied by <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>, before rules. Applied to what it returns it should
/// return that very text: then what is clean costs nothing.
/// </remarks>
/// <param name="type">The type that has the method.</param>
/// <param name="method">The name of a static method that takes a text and returns one.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class SanitizeAttribute(Type type, string method) : SanitizerAttribute
{
    /// <summary>The type that has the method.</summary>
    public Type Type { get; } = type;

    /// <summary>The name of the method.</summary>
    public string Method { get; } = method;
}
