using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Validation.AspNetCore;

/// <summary>
/// Answers a request with what is wrong with it. Register one of your own to answer in another form; the default writes RFC 9457.
/// <c>Platform.Hosting</c> has one that answers through Platform.Errors.
/// </summary>
public interface IValidationFailureWriter
{
    /// <summary>
    /// Whether what the framework refuses while it binds (a number that is none in a query, JSON that is no such object) is left to it, because somebody else
    /// gives that a shape.
    /// </summary>
    /// <value>
    /// Default <see langword="false"/>: it is answered through this writer, as <see cref="ValidationCodes.ValueNotReadable"/> or
    /// <see cref="ValidationCodes.ValueRequired"/>.
    /// </value>
    bool LeavesBindingToFramework => false;

    /// <summary>Writes the answer, status and body. Nothing has been written before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="result">What is wrong; at least one failure is an error.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is written.</returns>
    ValueTask WriteAsync(HttpContext context, ValidationResult result, CancellationToken cancellationToken);

    /// <summary>
    /// Answers a request of whose body no object could be made. Nothing has been written before. One that <see cref="LeavesBindingToFramework"/> can say it here as
    /// it is said where nobody validates.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="body">What is wrong with the body.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is written. By default it is <see cref="UnreadableBody.Result"/> that is written, as failures of values are.</returns>
    ValueTask WriteUnreadableAsync(HttpContext context, UnreadableBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        return WriteAsync(context, body.Result, cancellationToken);
    }

    /// <summary>Answers a request whose body was refused before it was looked at. Nothing has been written before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="statusCode">415 for another media type, 413 for a body that is too large; also what the server says of one that it cannot read (400, 408).</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is written.</returns>
    ValueTask WriteRefusalAsync(HttpContext context, int statusCode, CancellationToken cancellationToken);

    /// <summary>
    /// Says in the metadata of an endpoint how its requests are refused, which is where OpenAPI finds it. Called while the endpoint is built, perhaps more than
    /// once. One that says nothing leaves these answers out of documents.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="readsBody">Whether its body may be refused before it is looked at, with 413 or 415.</param>
    void Describe(EndpointBuilder endpoint, bool readsBody)
    {
    }
}
