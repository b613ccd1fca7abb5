namespace Platform.Validation;

/// <summary>
/// Where the rules of a type stand: in the type itself (<see cref="IValidated{TSelf}"/>), or in a class that is marked <see cref="ValidatorForAttribute{T}"/>, for which the
/// generator implements it.
/// </summary>
/// <typeparam name="T">The type that is judged.</typeparam>
public interface IValidatorFor<T>
{
    /// <summary>Judges values of the type.</summary>
    static abstract Validator<T> Validator { get; }
}
