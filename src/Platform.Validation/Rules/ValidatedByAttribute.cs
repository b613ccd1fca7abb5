using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>
/// Has the value of a member or argument judged and sanitised by rules that stand elsewhere, because its type is not yours. Of a member: the value itself, each item of a list or each
/// value of a dictionary, whichever is of the type that the rules are for. Of a parameter of an endpoint, an action of MVC or a hub: the argument.
/// </summary>
/// <typeparam name="TRules">A class that is marked <see cref="ValidatorForAttribute{T}"/>.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class ValidatedByAttribute<TRules> : ValidatedByAttribute
    where TRules : class, IRuleHolder
{
    /// <inheritdoc/>
    public override IRuleSet RuleSet => TRules.RuleSet;
}

/// <summary>The same, for whoever does not know where the rules stand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ValidatedByAttribute : Attribute
{
    private protected ValidatedByAttribute()
    {
    }

    /// <summary>The rules.</summary>
    public abstract IRuleSet RuleSet { get; }
}
