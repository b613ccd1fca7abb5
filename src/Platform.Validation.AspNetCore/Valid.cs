using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.AspNetCore;

/// <summary>
/// A JSON body that was checked: its bytes before they were bound, then, sanitised, the object by its rules. A handler that takes one
/// is called only where nothing is wrong; otherwise the failures are the answer.
/// </summary>
/// <typeparam name="T">A type that is marked <see cref="ValidatedAttribute"/>.</typeparam>
public sealed class Valid<T> : IBindableFromHttpContext<Valid<T>>, IEndpointParameterMetadataProvider, IHeldFailures
    where T : IValidated<T>
{
    private readonly T? _value;
    private readonly ValidationResult _result;
    private readonly UnreadableBody? _unreadable;
    private readonly int _refusedStatus;

    internal Valid(T value, ValidationResult result, IReadOnlyList<SanitizationChange>? changes) => (_value, _result, Changes) = (value, result, changes ?? []);

    internal Valid(ValidationResult result) => _result = result;

    internal Valid(UnreadableBody unreadable) => (_unreadable, _result) = (unreadable, unreadable.Result);

    internal Valid(int refusedStatus) => _refusedStatus = refusedStatus;

    /// <summary>The object, sanitised.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong with it. No handler gets to see that.</exception>
    public T Value => _result.IsValid && _refusedStatus == 0 ? _value!
        : throw new InvalidOperationException("The body is not valid; the endpoint's filter has not run.");

    /// <summary>What was found that leaves the object valid: warnings and information, in the order in which they were found.</summary>
    public IReadOnlyList<ValidationFailure> Warnings => _result.IsValid ? _result.Failures : [];

    /// <summary>What sanitisers changed in what was sent, with what stood there before: for an audit, or to tell the sender.</summary>
    public IReadOnlyList<SanitizationChange> Changes { get; } = [];

    ValidationResult IHeldFailures.Result => _result;

    UnreadableBody? IHeldFailures.Unreadable => _unreadable;

    int IHeldFailures.RefusedStatus => _refusedStatus;

    /// <summary>The object, sanitised.</summary>
    /// <param name="valid">What holds it.</param>
    public static implicit operator T(Valid<T> valid)
    {
        ArgumentNullException.ThrowIfNull(valid);
        return valid.Value;
    }

    static ValueTask<Valid<T>?> IBindableFromHttpContext<Valid<T>>.BindAsync(HttpContext context, ParameterInfo parameter) => BodyBinder.BindAsync<T>(context);

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
        builder.ApplicationServices.GetService<IValidationFailureWriter>()?.Describe(builder, readsBody: true);
        builder.Metadata.Add(ValidatedBodyMetadata.Instance);
        builder.FilterFactories.Insert(0, static (_, next) => context => HeldFailuresFilter.InvokeAsync(context, next));
    }
}
