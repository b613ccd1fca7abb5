using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Errors.AspNetCore;

/// <summary>A <see cref="Errors.Result"/> as the result of a minimal API: 204, or the error. It converts implicitly from a result and an error.</summary>
/// <remarks>
/// Immutable. A class, because the framework boxes results that are none, and what it generates for native AOT compares them with <see langword="null"/>.
/// </remarks>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ToHttpResult is the named one.")]
public sealed class HttpResult : IResult, IEndpointMetadataProvider
{
    private readonly Result _result;

    internal HttpResult(in Result result) => _result = result;

    /// <summary>The result that is answered with.</summary>
    public Result Result => _result;

    /// <summary>Answers with a result.</summary>
    /// <param name="result">The result.</param>
    public static implicit operator HttpResult(in Result result) => new(in result);

    /// <summary>Answers with an error.</summary>
    /// <param name="error">The error.</param>
    public static implicit operator HttpResult(in Error error) => new((Result)error);

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return _result.TryGetError(out var error) ? EndpointErrors.WriteAsync(httpContext, in error) : TypedResults.NoContent().ExecuteAsync(httpContext);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        EndpointErrors.AddWriter(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));
        ErrorResponseMetadata.AddFailureTo(builder);
    }
}
