namespace Platform.Errors;

/// <summary>
/// For clients that work with exceptions: an unsuccessful response is thrown as <see cref="ErrorException"/> with the error that it was. Who works with results
/// leaves it out and calls <c>ReadResultAsync</c> of <see cref="PlatformErrorsHttpResponseExtensions"/>.
/// </summary>
/// <remarks>
/// Add it outside of whatever retries, so that only the last failure is thrown. The exception is marked <see cref="ErrorException.IsRemote"/>: the exception
/// map does not take another service's "sign in first" for this one's. Responses below 400 pass, as redirects and 304 are no failures.
/// </remarks>
/// <param name="reader">Recognises the errors.</param>
public sealed class ErrorResponseHandler(ProblemReader reader) : DelegatingHandler
{
    /// <inheritdoc />
    /// <exception cref="ErrorException">The response has a status from 400 on.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode < 400)
            return response;
        using (response)
            throw new ErrorException(await ErrorResponse.ReadAsync(response, reader, cancellationToken).ConfigureAwait(false)) { IsRemote = true };
    }
}
