using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Platform.Validation.OpenApi.AspNetCore.Schemas;

/// <summary>Adds to the schema of a type what its rules say.</summary>
internal sealed class RuleSchemaTransformer : IOpenApiSchemaTransformer
{
    private readonly ConcurrentDictionary<Type, TypeRules?> _rules = new();

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(context);
        if (context.JsonPropertyInfo is null && context.ParameterDescription is { } parameter && ContainerOf(parameter.ParameterDescriptor) is { } container)
        {
            foreach (var rules in RulesOf(container)?.OfParameter(parameter.Name) ?? [])
                SchemaMerge.Into(schema, rules);
        }
        else if (RulesOf(context.JsonTypeInfo.Type) is { } rules)
        {
            Merge(schema, rules);
        }
        return Task.CompletedTask;
    }

    private static void Merge(OpenApiSchema schema, TypeRules rules)
    {
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            // A reference stands for a type of its own, to which its own rules are added.
            if (property is not OpenApiSchema own)
                continue;
            foreach (var keywords in rules.Of(name))
                SchemaMerge.Into(own, keywords);
        }
        foreach (var name in rules.Required.Where(name => schema.Properties?.ContainsKey(name) == true))
            (schema.Required ??= new HashSet<string>()).Add(name);
    }

    private TypeRules? RulesOf(Type type) => _rules.GetOrAdd(type, TypeRules.Of);

    /// <summary>The type that a parameter is a member of, where <c>[AsParameters]</c> took it apart.</summary>
    private static Type? ContainerOf(ParameterDescriptor? descriptor) =>
        (descriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.Member is PropertyInfo property ? property.DeclaringType : null;
}
