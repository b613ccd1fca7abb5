using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>
/// A class that holds the rules of a type, for whoever knows the class and not the type: <see cref="ValidatedByAttribute{TRules}"/>. The generator implements it for
/// every class that is marked <see cref="ValidatorForAttribute{T}"/>; nobody else has to.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IRuleHolder
{
    /// <summary>The rules.</summary>
    static abstract IRuleSet RuleSet { get; }
}
