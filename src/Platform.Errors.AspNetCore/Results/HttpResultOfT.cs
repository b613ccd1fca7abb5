using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// A <see cref="Result{T}"/> as the result of a minimal API: 200 with the value as JSON (204 where it is <see langword="null"/>), or the error. It
/// converts implicitly from a result, a value and an error.
/// </summary>
/// <typeparam name="T">The value. If it is an <see cref="IResult"/> itself, it writes the answer.</typeparam>
/// <remarks>
/// Immutable. OpenAPI sees the value under 200 and an <see cref="ErrorProblem"/> under 500; say which other errors there are with <c>ProducesErrors</c>. It
/// works compiled ahead of time as <c>TypedResults.Ok</c> does. A class, because the framework boxes results that are none, and what it generates for native AOT
/// compares them with <see langword="null"/>.
/// </remarks>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ToHttpResult is the named one.")]
public sealed class HttpResult<T> : IResult, IEndpointMetadataProvider
{
    private readonly Result<T> _result;

    internal HttpResult(in Result<T> result) => _result = result;

    /// <summary>The result that is answered with.</summary>
    public Result<T> Result => _result;

    /// <summary>Answers with a result.</summary>
    /// <param name="result">The result.</param>
    public static implicit operator HttpResult<T>(in Result<T> result) => new(in result);

    /// <summary>Answers with a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator HttpResult<T>(T value) => new((Result<T>)value);

    /// <summary>Answers with an error.</summary>
    /// <param name="error">The error.</param>
    public static implicit operator HttpResult<T>(in Error error) => new((Result<T>)error);

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (_result.TryGet(out var value, out var error))
        {
            return value switch
            {
                null => TypedResults.NoContent().ExecuteAsync(httpContext),
                IResult result => result.ExecuteAsync(httpContext),
                _ => TypedResults.Ok(value).ExecuteAsync(httpContext),
            };
        }
        return EndpointErrors.WriteAsync(httpContext, in error);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        EndpointErrors.AddWriter(builder);
        if (!typeof(IResult).IsAssignableFrom(typeof(T)))
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        ErrorResponseMetadata.AddFailureTo(builder);
    }
}
