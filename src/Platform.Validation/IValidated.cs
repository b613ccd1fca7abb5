namespace Platform.Validation;

/// <summary>A type whose rules are compiled into it. The generator implements it for every type that is marked <see cref="ValidatedAttribute"/>.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IValidated<TSelf> : IValidatorFor<TSelf>
    where TSelf : IValidated<TSelf>;
