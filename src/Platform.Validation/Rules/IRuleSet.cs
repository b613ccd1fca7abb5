using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>The rules of a type, for whoever does not know the type when the program is compiled. <see cref="Validator{T}"/> implements it; nobody else has to.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IRuleSet
{
    /// <summary>What JSON Schema can say of the rules.</summary>
    /// <returns>As <see cref="Validator{T}.ToJsonSchema"/>.</returns>
    string ToJsonSchema();

    /// <summary>Gives that together with the schemas of others.</summary>
    /// <param name="schemas">Takes it.</param>
    void AddSchema(RuleSchemas schemas);
}
