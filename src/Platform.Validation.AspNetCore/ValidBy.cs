using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.AspNetCore;

/// <summary>
/// A JSON body of a type that is not yours, checked as <see cref="Valid{T}"/> is, by rules that stand in a class of yours:
/// <c>(Valid&lt;Vendor.Parcel, ParcelRules&gt; parcel) => …</c>.
/// </summary>
/// <typeparam name="T">The type of the body.</typeparam>
/// <typeparam name="TRules">A class that is marked <see cref="ValidatorForAttribute{T}"/>.</typeparam>
public sealed class Valid<T, TRules> : IBindableFromHttpContext<Valid<T, TRules>>, IEndpointParameterMetadataProvider, IHoldsFailures
    where TRules : IValidatorFor<T>
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
    public static implicit operator T(Valid<T, TRules> valid)
    {
        ArgumentNullException.ThrowIfNull(valid);
        return valid.Value;
    }

    static async ValueTask<Valid<T, TRules>?> IBindableFromHttpContext<Valid<T, TRules>>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await BodyBinder.BindAsync<T, TRules>(context).ConfigureAwait(false));

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        BodyBinder.Describe<T>(builder);
        // For who describes the endpoint: the type itself knows nothing of its rules.
        builder.Metadata.Add(TRules.Validator);
    }
}
