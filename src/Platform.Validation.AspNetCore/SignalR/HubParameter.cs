using System.Reflection;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.SignalR;

/// <summary>What a parameter of a hub method says of its argument.</summary>
internal sealed class HubParameter
{
    private readonly ParameterRules? _attributes;
    private readonly bool _isRequired;
    private readonly string _pointer;

    private HubParameter(ParameterInfo parameter)
    {
        _pointer = FormattableString.Invariant($"/{parameter.Position}");
        _attributes = ParameterRules.Of(parameter, _pointer);
        Foreign = ForeignRules.Of(parameter);
        _isRequired = (Foreign is not null || typeof(IRuled).IsAssignableFrom(parameter.ParameterType)) && RefusesNull(parameter);
    }

    /// <summary>The rules that <see cref="ValidatedByAttribute"/> names.</summary>
    public IArgumentRules? Foreign { get; }

    /// <summary>The parameters of a method, in their order.</summary>
    /// <exception cref="InvalidOperationException">A parameter has rules that nothing could run there.</exception>
    public static HubParameter[] Of(MethodInfo method) => [.. method.GetParameters().Select(static parameter => new HubParameter(parameter))];

    /// <summary>Judges an argument as it was bound, without the rules of its type.</summary>
    public void Judge(object? argument, ref List<ValidationFailure>? failures)
    {
        if (argument is null && _isRequired)
            (failures ??= []).Add(new ValidationFailure(ValidationCodes.ValueRequired, _pointer, "required"));
        else
            _attributes?.Judge(argument, ref failures);
    }

    /// <summary>Adds the errors that the rules of the argument's type found, with pointers from the call on.</summary>
    public void Add(in ValidationResult result, ref List<ValidationFailure>? failures)
    {
        foreach (var failure in result.Failures)
        {
            if (failure.Severity == ValidationSeverity.Error)
                (failures ??= []).Add(new(failure.Code, _pointer + failure.InstancePointer, failure.Rule, failure.Arguments, failure.Severity, failure.Text));
        }
    }

    /// <summary>Whether a parameter is of a type that is declared without <c>?</c>. Code without nullable annotations says nothing, and is taken to allow it.</summary>
    private static bool RefusesNull(ParameterInfo parameter) => !parameter.ParameterType.IsValueType
        && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.NotNull;
}
