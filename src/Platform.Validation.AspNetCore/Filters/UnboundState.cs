using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Filters;

/// <summary>What MVC says in the state of the model that it could not bind. Its sentences, which repeat what was sent, stay where they are.</summary>
internal static class UnboundState
{
    /// <summary>Whether it is ours to say what is wrong with the binding of an action.</summary>
    public static bool IsOurs(ActionExecutingContext context, ActionRules rules)
    {
        var services = context.HttpContext.RequestServices;
        return rules is { IsOfApi: true, JudgesAnything: true } && !context.ModelState.IsValid
            && !services.GetRequiredService<IOptions<ApiBehaviorOptions>>().Value.SuppressModelStateInvalidFilter
            && !services.GetRequiredService<IValidationFailureWriter>().LeavesBindingToFramework;
    }

    /// <summary>Whether the body is in a form that nobody reads.</summary>
    public static bool IsUnsupported(ModelStateDictionary state) =>
        state.Values.SelectMany(static entry => entry.Errors).Any(static error => error.Exception is UnsupportedContentTypeException);

    public static void AddTo(ActionExecutingContext context, ref List<ValidationFailure>? failures)
    {
        foreach (var (key, entry) in context.ModelState)
        {
            if (entry.Errors.Count == 0 || PointerOf(context, key) is not { } pointer)
                continue;
            var code = entry is { RawValue: null, AttemptedValue: null } ? ValidationCodes.ValueRequired : ValidationCodes.ValueNotReadable;
            (failures ??= []).Add(new ValidationFailure(code, pointer, ""));
        }
    }

    /// <summary>The place of what was not bound; <see langword="null"/> where it was, and somebody else finds something wrong with it.</summary>
    private static string? PointerOf(ActionExecutingContext context, string key)
    {
        foreach (var parameter in context.ActionDescriptor.Parameters)
        {
            var name = parameter.BindingInfo?.BinderModelName ?? parameter.Name;
            var isBound = context.ActionArguments.TryGetValue(parameter.Name, out var value);
            if (!isBound && key == name)
                return parameter.BindingInfo?.BindingSource == BindingSource.Body ? "" : RuleFindings.PointerTo(name);
            // MVC asks nothing of the members of a validated type, so that what it says of them is about binding.
            if (isBound && value is IRuled && IsMember(context, parameter, name, ref key))
                return PointerTo(key);
        }
        return null;
    }

    private static string PointerTo(string key) => RuleFindings.PointerTo(
        [.. key.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(JsonNamingPolicy.CamelCase.ConvertName)]);

    private static bool IsMember(ActionExecutingContext context, ParameterDescriptor parameter, string name, ref string key)
    {
        if (key.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase))
        {
            key = key[(name.Length + 1)..];
            return true;
        }
        var end = key.AsSpan().IndexOfAny('.', '[');
        var member = end < 0 ? key : key[..end];
        return context.HttpContext.RequestServices.GetRequiredService<IModelMetadataProvider>().GetMetadataForType(parameter.ParameterType).Properties
            .Any(property => member.Equals(property.BinderModelName ?? property.PropertyName, StringComparison.OrdinalIgnoreCase));
    }
}
