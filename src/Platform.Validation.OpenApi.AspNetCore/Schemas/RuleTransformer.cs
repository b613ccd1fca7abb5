using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Platform.Validation.OpenApi.AspNetCore.Schemas;

/// <summary>Adds to the schema of a type what its rules say, and to an operation which of its parameters they ask for.</summary>
internal sealed class RuleTransformer : IOpenApiSchemaTransformer, IOpenApiOperationTransformer
{
    private readonly ConcurrentDictionary<Type, TypeRules?> _rules = new();

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(context);
        if (context.JsonPropertyInfo is null && context.ParameterDescription is { } parameter && ContainerOf(parameter) is { } container)
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

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            var described = context.Description.ParameterDescriptions.FirstOrDefault(each => each.Name == parameter.Name);
            if (described is not null && ContainerOf(described) is { } container && RulesOf(container)?.RequiresParameter(described.Name) == true)
                parameter.Required = true;
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

    /// <summary>The type that a parameter is a member of, where <c>[AsParameters]</c> or MVC took it apart.</summary>
    private static Type? ContainerOf(ApiParameterDescription parameter) =>
        (parameter.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.Member is PropertyInfo property
            ? property.DeclaringType
            : parameter.ModelMetadata?.ContainerType;
}
