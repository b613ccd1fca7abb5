using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.AspNetCore;

/// <summary>
/// A JSON body that was checked: its bytes before they were bound, then, sanitised, the object by its rules. A handler that takes one
/// is called only where nothing is wrong; otherwise the failures are the answer.
/// </summary>
/// <typeparam name="T">A type that is marked <see cref="ValidatedAttribute"/>.</typeparam>
public sealed class Valid<T> : IBindableFromHttpContext<Valid<T>>, IEndpointParameterMetadataProvider, IHoldsFailures
    where T : IValidated<T>
{
    private readonly BoundBody<T> _body;

    private Valid(BoundBody<T> body) => _body = body;

    /// <summary>The object, sanitised.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong with it. No handler gets to see that.</exception>
    public T Value => _body.Value;

    /// <summary>What was found that leaves the object valid: warnings and information, in the order in which they were found.</summary>
    public IReadOnlyList<ValidationFailure> Warnings => _body.Warnings;

    /// <summary>What sanitisers changed in what was sent, with what stood there before: for an audit, or to tell the sender.</summary>
    public IReadOnlyList<SanitizationChange> Changes => _body.Changes;

    IHeldFailures IHoldsFailures.Held => _body;

    /// <summary>The object, sanitised.</summary>
    /// <param name="valid">What holds it.</param>
    public static implicit operator T(Valid<T> valid)
    {
        ArgumentNullException.ThrowIfNull(valid);
        return valid.Value;
    }

    static async ValueTask<Valid<T>?> IBindableFromHttpContext<Valid<T>>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await BodyBinder.BindAsync<T, T>(context).ConfigureAwait(false));

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => BodyBinder.Describe<T>(builder);
}
