using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DataResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Platform.Validation.Rules;

/// <summary>
/// Asks what can only be asked in the way of System.ComponentModel.DataAnnotations: attributes of others, and objects that validate
/// themselves. It allocates what that way allocates.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AnnotationRules
{
    /// <summary>Asks an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="value">The value of the member.</param>
    /// <param name="instance">The object.</param>
    /// <param name="member">The name of the member; <see langword="null"/> for the whole.</param>
    /// <param name="display">Its name for people.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static DataResult? Ask(ValidationAttribute attribute, object? value, object instance, string? member, string display)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return attribute.GetValidationResult(value, ContextOf(instance, member, display));
    }

    /// <summary>The context that a method of <c>[CustomValidation]</c> is given.</summary>
    /// <param name="instance">The object.</param>
    /// <param name="member">The name of the member; <see langword="null"/> for the whole.</param>
    /// <param name="display">Its name for people.</param>
    /// <returns>The context.</returns>
    public static ValidationContext ContextOf(object instance, string? member, string display) => new(instance, display, null, null) { MemberName = member };

    /// <summary>Reports what an attribute found.</summary>
    /// <param name="report">Takes it.</param>
    /// <param name="result">What was found.</param>
    /// <param name="code">The code.</param>
    /// <param name="pointer">Where the value stands.</param>
    /// <param name="rule">The name of the rule.</param>
    public static void Report(RuleReport report, DataResult? result, string code, string pointer, string rule)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (result is not null)
            report.Add(code, pointer, rule, text: TextOf(result));
    }

    /// <summary>Whether an object that validates itself finds nothing.</summary>
    /// <param name="value">The object.</param>
    /// <param name="display">Its name for people.</param>
    /// <returns>Whether it does.</returns>
    public static bool Holds(IValidatableObject value, string display)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Validate(ContextOf(value, null, display)).All(static result => result == DataResult.Success);
    }

    /// <summary>Reports what an object finds of itself.</summary>
    /// <param name="report">Takes it.</param>
    /// <param name="value">The object.</param>
    /// <param name="display">Its name for people.</param>
    /// <param name="pointerOf">Where a member stands.</param>
    public static void Report(RuleReport report, IValidatableObject value, string display, Func<string, string> pointerOf)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(pointerOf);
        foreach (var result in value.Validate(ContextOf(value, null, display)))
        {
            if (result == DataResult.Success)
                continue;
            var text = TextOf(result);
            var isPlaced = false;
            foreach (var member in result.MemberNames)
            {
                report.Add(ValidationCodes.RuleBroken, pointerOf(member), "validate", text: text);
                isPlaced = true;
            }
            if (!isPlaced)
                report.Add(ValidationCodes.RuleBroken, "", "validate", text: text);
        }
    }

    /// <summary>A text that is already written: its braces are braces.</summary>
    private static ValidationText? TextOf(DataResult result) => result.ErrorMessage is { } message ? new ValidationText(message) : null;
}
