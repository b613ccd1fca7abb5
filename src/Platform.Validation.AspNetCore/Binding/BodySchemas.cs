using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Platform.Validation.Schema;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>The schemas by which bodies are judged before they are bound; where a type has none, one that asks for JSON within limits.</summary>
internal sealed class BodySchemas(IEnumerable<BodySchema> schemas, IOptions<PlatformValidationAspNetCoreOptions> options)
{
    private readonly FrozenDictionary<Type, JsonSchema> _schemas = schemas.GroupBy(each => each.Type).ToFrozenDictionary(each => each.Key, each =>
        each.Last().Schema);

    private readonly JsonSchema _any = JsonSchema.Compile("true",
        new JsonSchemaOptions { Limits = new SchemaLimits { MaxBytes = options.Value.MaxBodyBytes, MaxDepth = options.Value.MaxBodyDepth } });

    public JsonSchema Of(Type type) => _schemas.GetValueOrDefault(type, _any);

    /// <summary>Whether somebody gave the type a schema of its own.</summary>
    public bool Has(Type type) => _schemas.ContainsKey(type);
}

/// <summary>The schema of a type.</summary>
internal sealed record BodySchema(Type Type, JsonSchema Schema);
