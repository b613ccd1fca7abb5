using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Filters;

/// <summary>What there is to be judged of an action of MVC.</summary>
internal sealed class ActionRules
{
    private readonly Dictionary<string, ParameterRules> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IArgumentRules> _foreign = new(StringComparer.Ordinal);

    private ActionRules(ActionDescriptor action)
    {
        // Other controllers show their pages again by the state of the model.
        IsOfApi = action.EndpointMetadata.OfType<IApiBehaviorMetadata>().Any();
        foreach (var parameter in action.Parameters.OfType<ControllerParameterDescriptor>())
        {
            if (IsOfApi && ParameterRules.Of(parameter.ParameterInfo) is { } own)
                _parameters.Add(parameter.Name, own);
            if (ForeignRules.Of(parameter.ParameterInfo) is { } foreign)
                _foreign.Add(parameter.Name, foreign);
        }
        var ruled = action.Parameters.Where(parameter => typeof(IRuled).IsAssignableFrom(parameter.ParameterType) || _foreign.ContainsKey(parameter.Name)).ToList();
        ReadsBody = ruled.Exists(static parameter => parameter.BindingInfo?.BindingSource == BindingSource.Body);
        JudgesAnything = ruled.Count > 0 || _parameters.Count > 0;
    }

    /// <summary>Whether it is an action of an API controller.</summary>
    public bool IsOfApi { get; }

    /// <summary>Whether its body is of a validated type.</summary>
    public bool ReadsBody { get; }

    /// <summary>Whether anything that it takes is judged.</summary>
    public bool JudgesAnything { get; }

    public static ActionRules Of(ActionDescriptor action) => new(action);

    /// <summary>The rules that a parameter names; <see langword="null"/> for one that names none.</summary>
    public IArgumentRules? NamedBy(string name) => _foreign.GetValueOrDefault(name);

    /// <summary>The rules that stand on a parameter itself; <see langword="null"/> for one that has none.</summary>
    public ParameterRules? OfParameter(string name) => _parameters.GetValueOrDefault(name);
}
