using Platform.Validation.Sanitizing;

namespace Platform.Validation;

/// <summary>The rules of a type that stand in the type itself, as a host asks them.</summary>
/// <typeparam name="T">A type that is marked <see cref="ValidatedAttribute"/>; for another one the compiler refuses it.</typeparam>
public interface IValidator<T> : IValidator<T, T>
    where T : IValidated<T>;

/// <summary>
/// The rules of a type as a host asks them: with its limits, with the services of the current scope for asynchronous rules, and counted.
/// </summary>
/// <typeparam name="T">The type that is judged.</typeparam>
/// <typeparam name="TRules">Where its rules stand: a class that is marked <see cref="ValidatorForAttribute{T}"/>, or the type itself.</typeparam>
public interface IValidator<T, TRules>
    where TRules : IValidatorFor<T>
{
    /// <summary>Says which rules are broken, if any is.</summary>
    /// <param name="value">The value, as it is: sanitisers do not run.</param>
    /// <param name="ruleSets">The rule sets that are asked for beside the rules that belong to none.</param>
    /// <returns>The result.</returns>
    /// <exception cref="InvalidOperationException">There are asynchronous rules.</exception>
    ValidationResult Validate(T value, params ReadOnlySpan<string> ruleSets);

    /// <summary>Says which rules are broken; asynchronous ones are asked where the others leave no error.</summary>
    /// <param name="value">The value, as it is: sanitisers do not run.</param>
    /// <param name="ruleSets">The rule sets that are asked for beside the rules that belong to none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The result.</returns>
    ValueTask<ValidationResult> ValidateAsync(T value, ReadOnlyMemory<string> ruleSets = default, CancellationToken cancellationToken = default);

    /// <summary>Applies the sanitisers.</summary>
    /// <param name="value">The value.</param>
    /// <param name="changes">Takes what changed, where somebody wants to know.</param>
    /// <returns>As for <see cref="Validator{T}.Sanitize(T, ICollection{SanitizationChange}?)"/>.</returns>
    T Sanitize(T value, ICollection<SanitizationChange>? changes = null);
}
