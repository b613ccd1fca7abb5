using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Platform.Validation.Rules;

namespace Platform.Validation.OpenApi.AspNetCore.Schemas;

/// <summary>What the rules of a type say of each of its members, in the keywords of JSON Schema.</summary>
internal sealed class TypeRules
{
    private const string References = "#/$defs/";

    private readonly Dictionary<string, List<JsonElement>> _members = new(StringComparer.Ordinal);

    private TypeRules(JsonElement definitions, JsonElement definition) => Add(definitions, definition);

    /// <summary>The members of which something is said.</summary>
    public IReadOnlyCollection<string> Members => _members.Keys;

    /// <summary>The members that must be there.</summary>
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>The rules of a type; <see langword="null"/> where it has none.</summary>
    public static TypeRules? Of(Type type)
    {
        return typeof(IRuled).IsAssignableFrom(type) && ValidatorOf(type) is { } rules ? Of(rules) : null;
    }

    /// <summary>What rules say that stand elsewhere.</summary>
    public static TypeRules? Of(IRuleSet rules)
    {
        using var schema = JsonDocument.Parse(rules.ToJsonSchema());
        var root = schema.RootElement.Clone();
        return Resolve(root.GetProperty("$defs"), root) is { } definition ? new TypeRules(root.GetProperty("$defs"), definition) : null;
    }

    /// <summary>The schemas that a member satisfies, all of them.</summary>
    public IReadOnlyList<JsonElement> Of(string member) => _members.GetValueOrDefault(member, []);

    /// <summary>The same, whatever the case: parameters of a request are found so.</summary>
    public IReadOnlyList<JsonElement> OfParameter(string name) =>
        _members.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? [];

    /// <summary>Whether a parameter must be there, by the same comparison.</summary>
    public bool RequiresParameter(string name) => Required.Any(member => member.Equals(name, StringComparison.OrdinalIgnoreCase));

    private void Add(JsonElement definitions, JsonElement definition)
    {
        if (definition.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
            {
                if (Resolve(definitions, part) is { } inherited)
                    Add(definitions, inherited);
            }
        }
        if (definition.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (!_members.TryGetValue(property.Name, out var schemas))
                    _members.Add(property.Name, schemas = []);
                schemas.Add(property.Value);
            }
        }
        if (definition.TryGetProperty("required", out var required))
            Required.UnionWith(required.EnumerateArray().Select(name => name.GetString()!));
    }

    private static JsonElement? Resolve(JsonElement definitions, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) && definitions.TryGetProperty(reference.GetString()![References.Length..], out var definition) ? definition : null;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification =
        "The property implements IValidated<T>.Validator, and stays with whatever uses that. Where nothing does, the document says nothing of the rules.")]
    private static IRuleSet? ValidatorOf(Type type) => type.GetProperty("Validator", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as IRuleSet;
}
