using System.Text.Json;

namespace Platform.Validation.Rules.TypeScript;

/// <summary>
/// Types and their rules as a module of TypeScript: an interface for each type, exact where TypeScript has a type for it (unions of literals,
/// <see langword="null"/>, what may be left out), and every other limit in the documentation of its member, by the names of JSON Schema.
/// </summary>
/// <remarks>
/// It says what <see cref="Validator{T}.ToJsonSchema"/> says, and lets in all that the rules let in. Made for a build step or an endpoint that hands it out;
/// not safe on several threads.
/// </remarks>
public sealed class TypeScriptModule
{
    private readonly RuleSchemas _schemas = new();

    /// <summary>Adds a type and those that are nested in it. One that is there already is not added again.</summary>
    /// <typeparam name="T">A type that is marked <see cref="ValidatedAttribute"/>.</typeparam>
    /// <returns>This.</returns>
    public TypeScriptModule Add<T>()
        where T : IValidated<T>
    {
        T.Validator.AddSchema(_schemas);
        return this;
    }

    /// <summary>The module. Interfaces stand in the order in which their types were added; lines end with a line feed.</summary>
    /// <returns>TypeScript.</returns>
    public override string ToString() => Write(_schemas);

    internal static string Write(RuleSchemas schemas)
    {
        using var schema = JsonDocument.Parse(schemas.ToString());
        return new TypeScriptWriter(schema.RootElement.GetProperty("$defs")).Write();
    }
}
