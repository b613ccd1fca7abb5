using Microsoft.AspNetCore.Http;

namespace Platform.Validation.AspNetCore;

/// <summary>Answers a request with what is wrong with it. Register one of your own to answer in another form; the default writes RFC 9457.</summary>
public interface IValidationFailureWriter
{
    /// <summary>Writes the answer, status and body. Nothing has been written before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="result">What is wrong; at least one failure is an error.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is written.</returns>
    ValueTask WriteAsync(HttpContext context, ValidationResult result, CancellationToken cancellationToken);
}
