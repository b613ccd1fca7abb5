using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Errors.AspNetCore;

/// <summary>A <see cref="Errors.Result"/> as the result of a minimal API: 204, or the error. It converts implicitly from a result and an error.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ToHttpResult is the named one.")]
public readonly struct HttpResult : IResult, IEndpointMetadataProvider, IEquatable<HttpResult>
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
    }

    /// <inheritdoc />
    public bool Equals(HttpResult other) => _result.Equals(other._result);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is HttpResult other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _result.GetHashCode();

    /// <summary>Whether both answer the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(HttpResult left, HttpResult right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(HttpResult left, HttpResult right) => !left.Equals(right);
}
