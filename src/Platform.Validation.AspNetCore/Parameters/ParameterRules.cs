using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Parameters;

/// <summary>
/// The rules of a parameter that stands by itself: <c>([Range(1, 100)] int page) => …</c>. It is a member of nothing, so no generator has
/// written them down; attributes of System.ComponentModel.DataAnnotations are asked as they are.
/// </summary>
internal sealed class ParameterRules
{
    private readonly ValidationAttribute[] _attributes;
    private readonly string _name;
    private readonly string _pointer;

    private ParameterRules(ParameterInfo parameter, ValidationAttribute[] attributes, string pointer)
    {
        _attributes = attributes;
        _name = parameter.Name ?? "";
        _pointer = pointer;
    }

    /// <summary>The rules of each parameter of a method; <see langword="null"/> for one that has none.</summary>
    /// <exception cref="InvalidOperationException">A parameter has rules that only a generator could run.</exception>
    public static ParameterRules?[] Of(MethodInfo method) => [.. method.GetParameters().Select(Of)];

    /// <summary>The rules of a parameter whose failures are told with its name on the wire.</summary>
    public static ParameterRules? Of(ParameterInfo parameter) => Of(parameter, RuleFindings.PointerTo(WireNameOf(parameter)));

    /// <summary>The rules of a parameter, and where its sender finds it.</summary>
    public static ParameterRules? Of(ParameterInfo parameter, string pointer)
    {
        if (parameter.GetCustomAttributes<ValidationRuleAttribute>(inherit: false).FirstOrDefault() is { } own)
        {
            throw new InvalidOperationException(
                $"[{own.GetType().Name[..^"Attribute".Length]}] stands on the parameter '{parameter.Name}' of {parameter.Member.DeclaringType}.{parameter.Member.Name}, where nothing runs it. "
                + "Use an attribute of System.ComponentModel.DataAnnotations there, or gather the parameters in a type that is [Validated] and take that with [AsParameters].");
        }
        var attributes = parameter.GetCustomAttributes<ValidationAttribute>(inherit: false).ToArray();
        return attributes is [] || typeof(IRuled).IsAssignableFrom(parameter.ParameterType) ? null
            : new ParameterRules(parameter, attributes, pointer);
    }

    /// <summary>Judges a value as it was bound.</summary>
    public void Judge(object? value, ref List<ValidationFailure>? failures)
    {
        foreach (var attribute in _attributes)
        {
            // Without a value there is nothing to be asked but whether it may be missing.
            if (value is null && attribute is not RequiredAttribute)
                continue;
            var result = attribute.GetValidationResult(value, AnnotationRules.ContextOf(value ?? this, _name, _name));
            if (result is not null)
                (failures ??= []).Add(AnnotationFailures.Of(attribute, value, _pointer, result.ErrorMessage));
        }
    }

    /// <summary>How the sender calls a parameter.</summary>
    public static string WireNameOf(ParameterInfo parameter)
    {
        foreach (var attribute in parameter.GetCustomAttributes(inherit: false))
        {
            var name = attribute switch
            {
                IFromRouteMetadata route => route.Name,
                IFromQueryMetadata query => query.Name,
                IFromHeaderMetadata header => header.Name,
                IFromFormMetadata form => form.Name,
                _ => null,
            };
            if (name is not null)
                return name;
        }
        return parameter.Name ?? "";
    }
}
