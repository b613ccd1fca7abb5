using System.Reflection;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Parameters;

/// <summary>Rules that a parameter names because its type is somebody else's: <c>([ValidatedBy&lt;ParcelRules&gt;] Parcel parcel) => …</c>.</summary>
internal static class ForeignRules
{
    /// <summary>The rules of each parameter of a method; <see langword="null"/> for one that names none.</summary>
    /// <exception cref="InvalidOperationException">A parameter names rules that are for another type.</exception>
    public static IArgumentRules?[] Of(MethodInfo method) => [.. method.GetParameters().Select(Of)];

    public static IArgumentRules? Of(ParameterInfo parameter) => Of(parameter.GetCustomAttributes<ValidatedByAttribute>(inherit: false), parameter.ParameterType, parameter);

    /// <summary>The rules that attributes of a parameter name.</summary>
    public static IArgumentRules? Of(IEnumerable<object> attributes, Type type, ParameterInfo? parameter = null)
    {
        var isNamed = false;
        foreach (var attribute in attributes.OfType<ValidatedByAttribute>())
        {
            isNamed = true;
            if (attribute.RuleSet is IArgumentRules rules && rules.Type == (Nullable.GetUnderlyingType(type) ?? type))
                return rules;
        }
        return isNamed && parameter is not null ? throw new InvalidOperationException(
            $"The parameter '{parameter.Name}' of {parameter.Member.DeclaringType}.{parameter.Member.Name} is of type {type}, which the rules that its [ValidatedBy] names are not for.") : null;
    }
}
