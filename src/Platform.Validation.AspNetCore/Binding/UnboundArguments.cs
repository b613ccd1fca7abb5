using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>
/// Which arguments the framework could not bind. It says so to nobody but its log, so that the request is looked at again: what is missing, and what does not
/// read as the type of its parameter.
/// </summary>
internal static class UnboundArguments
{
    /// <param name="context">The request, which was refused while its arguments were bound.</param>
    /// <param name="attempt">What is known of its body.</param>
    public static ValidationResult Explain(HttpContext context, BindingAttempt? attempt)
    {
        var bodyType = attempt?.BodyType;
        var failures = new List<ValidationFailure>();
        foreach (var parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            if (Judge(context, parameter) is { } code)
                failures.Add(new ValidationFailure(code, PointerTo(parameter), ""));
        }
        if (failures.Count > 0)
            return ValidationResult.Of([.. failures]);
        object? value = null;
        if (bodyType is not null && !Serializer(context, bodyType).TryBind(bodyType, new ReadOnlySequence<byte>(attempt!.Bytes), out value, out var unbound))
            return unbound.ToResult();
        // Nobody sent a body, or the type reads its values in a way of its own.
        var isMissing = bodyType is not null ? value is null : context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is { IsOptional: false }
            && UnreadableBytes.Missing(context, typeof(object)) is not null;
        return ValidationResult.Of(new ValidationFailure(isMissing ? ValidationCodes.ValueRequired : ValidationCodes.ValueNotReadable, "", ""));
    }

    /// <summary>Members that were gathered in a type are called as its rules call them.</summary>
    private static string PointerTo(IParameterBindingMetadata parameter)
    {
        var name = ParameterRules.WireNameOf(parameter.ParameterInfo);
        return RuleFindings.PointerTo(name == parameter.ParameterInfo.Name ? JsonNamingPolicy.CamelCase.ConvertName(name) : name);
    }

    private static BodySerializer Serializer(HttpContext context, Type type)
    {
        var services = context.RequestServices;
        return services.GetRequiredService<BodySerializers>().For(services.GetRequiredService<BodySchemas>().Has(type));
    }

    private static string? Judge(HttpContext context, IParameterBindingMetadata parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
        if (!(parameter.HasTryParse || type == typeof(string)) || !TryFind(context, parameter, out var sent))
            return null;
        if (sent.Count == 0)
            return parameter.IsOptional ? null : ValidationCodes.ValueRequired;
        return ParameterTexts.Reads(type, sent.ToString()) ? null : ValidationCodes.ValueNotReadable;
    }

    /// <summary>What was sent for a parameter; <see langword="false"/> where it comes from none of these places.</summary>
    private static bool TryFind(HttpContext context, IParameterBindingMetadata parameter, out StringValues sent)
    {
        var attributes = parameter.ParameterInfo.GetCustomAttributes(inherit: false);
        sent = default;
        if (attributes.Any(static attribute => attribute is IFromBodyMetadata or IFromFormMetadata or IFromServiceMetadata))
            return false;
        var name = ParameterRules.WireNameOf(parameter.ParameterInfo);
        if (attributes.Any(static attribute => attribute is IFromHeaderMetadata))
            sent = context.Request.Headers[name];
        else if (!attributes.Any(static attribute => attribute is IFromQueryMetadata) && context.Request.RouteValues.TryGetValue(name, out var inRoute))
            sent = inRoute?.ToString();
        else if (!attributes.Any(static attribute => attribute is IFromRouteMetadata))
            sent = context.Request.Query[name];
        return true;
    }
}
