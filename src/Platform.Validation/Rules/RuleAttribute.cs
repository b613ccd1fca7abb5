namespace Platform.Validation.Rules;

/// <summary>
/// A rule that is a method of yours. It returns whether the rule holds: <see langword="bool"/>, or <see cref="Task{TResult}"/> or
/// <see cref="ValueTask{TResult}"/> of it where it has to ask somebody. One that finds several things, or has facts to tell, returns nothing and
/// takes a <see cref="RuleFindings"/> by reference last.
/// </summary>
/// <remarks>
/// On a member the method is static and takes the value, then, if it likes, the whole object; on a type it is an instance method, or a
/// static one that takes the object. About each item of a list a method may be asked at once: it takes an <see cref="IReadOnlyList{T}"/> of them, and gives a
/// list of as many answers, in their order, by a <see cref="ValueTask{TResult}"/>: one query instead of one for each. An asynchronous rule may take services after these, and a <see cref="CancellationToken"/> last.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct,
    AllowMultiple = true)]
public sealed class RuleAttribute : ValidationRuleAttribute
{
    /// <summary>A method of the type itself.</summary>
    /// <param name="method">Its name.</param>
    public RuleAttribute(string method) => Method = method;

    /// <summary>A static method of another type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="method">Its name.</param>
    public RuleAttribute(Type type, string method) => (Type, Method) = (type, method);

    /// <summary>The type that has the method; <see langword="null"/> for the one that is validated.</summary>
    public Type? Type { get; }

    /// <summary>The name of the method.</summary>
    public string Method { get; }

    /// <summary>Of a rule on a type: the member that the failure points to.</summary>
    /// <value>Default none: the failure points to the whole.</value>
    public string? Member { get; set; }
}
