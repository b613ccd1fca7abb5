using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Validation.Rules;

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
        if (NamedRules(context.Description) is { } named && TypeRules.Of(named) is { } rules)
            AddNamed(operation, rules);
        return Task.CompletedTask;
    }

    /// <summary>The rules of the body that the endpoint names, because the type of the body is somebody else's.</summary>
    private static IRuleSet? NamedRules(ApiDescription endpoint) =>
        endpoint.ActionDescriptor.EndpointMetadata?.OfType<IRuleSet>().LastOrDefault()
        ?? endpoint.ParameterDescriptions.Where(static each => each.Source == BindingSource.Body)
            .Select(static each => (each.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.GetCustomAttributes<ValidatedByAttribute>(inherit: false).FirstOrDefault()?.RuleSet)
            .FirstOrDefault(static rules => rules is not null);

    /// <summary>Another endpoint may hold the same type to other rules, so they stand beside the reference to the type.</summary>
    private static void AddNamed(OpenApiOperation operation, TypeRules rules)
    {
        foreach (var media in operation.RequestBody?.Content?.Values ?? [])
        {
            if (media.Schema is not { } body)
                continue;
            var asked = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(), Required = new HashSet<string>(rules.Required) };
            foreach (var member in rules.Members)
            {
                var property = new OpenApiSchema();
                foreach (var keywords in rules.Of(member))
                    SchemaMerge.Into(property, keywords);
                asked.Properties.Add(member, property);
            }
            media.Schema = new OpenApiSchema { AllOf = [body, asked] };
        }
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
