namespace Platform.Validation.Rules;

/// <summary>
/// Has the value of a member judged and sanitised by rules that stand elsewhere, because its type is not yours: the value itself, each item of a list or each value
/// of a dictionary, whichever is of the type that the rules are for.
/// </summary>
/// <typeparam name="TRules">A class that is marked <see cref="ValidatorForAttribute{T}"/>.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class ValidatedByAttribute<TRules> : Attribute
    where TRules : class;
