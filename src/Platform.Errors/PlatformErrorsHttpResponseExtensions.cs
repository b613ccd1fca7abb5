using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Errors;

/// <summary>The way back: what a service answered, as the error that it was.</summary>
public static class PlatformErrorsHttpResponseExtensions
{
    /// <summary>The error that a response with a status from 400 on is.</summary>
    /// <param name="response">The response. It is left as it was: its content can still be read, also by this method. It is not disposed.</param>
    /// <param name="reader">Recognises the errors.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The error with its code, arguments and <see cref="Error.RetryAfter"/>, which also comes from the field <c>Retry-After</c> (seconds or a date, RFC 9110
    /// §10.2.3). A content that is no problem, is larger than the reader takes, or breaks off leaves the status: <c>HTTP_503</c>.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The status is below 400: a success, or a redirect or 304, which say where or whether there is something to read and are no failures. The handlers of this
    /// library let them pass by the same rule.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static ValueTask<Error> ReadErrorAsync(this HttpResponseMessage response, ProblemReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(reader);
        if ((int)response.StatusCode < 400)
            throw new InvalidOperationException($"The response is no failure ({(int)response.StatusCode}) and has no error.");
        return ErrorResponse.ReadAsync(response, reader, cancellationToken);
    }

    /// <summary>The value of a successful response, or the error of one that has none.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="response">The response. It is not disposed.</param>
    /// <param name="reader">Recognises the errors.</param>
    /// <param name="read">
    /// Reads the value: <c>static (content, token) => content.ReadAsByteArrayAsync(token)</c>. What it throws passes through.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The value or the error. A redirect or 304 has neither, and is <c>HTTP_304</c> here, because no value can be made of it: who sends conditions looks at the
    /// status first.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<Result<T>> ReadResultAsync<T>(
        this HttpResponseMessage response,
        ProblemReader reader,
        Func<HttpContent, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(read);
        return response.IsSuccessStatusCode
            ? await read(response.Content, cancellationToken).ConfigureAwait(false)
            : await ErrorResponse.ReadAsync(response, reader, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The value of a successful response in JSON, or the error of one that has none.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="response">The response. It is not disposed.</param>
    /// <param name="reader">Recognises the errors.</param>
    /// <param name="type">The contract of the value, as the JSON source generator writes it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The value or the error; of a redirect or 304 as for the other overload. A success whose content is not such JSON, is <c>null</c>, or breaks off is <c>DEPENDENCY_FAILED</c>, with the exception as
    /// <see cref="Error.Cause"/> if there was one.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<Result<T>> ReadResultAsync<T>(
        this HttpResponseMessage response, ProblemReader reader, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(type);
        if (!response.IsSuccessStatusCode)
            return await ErrorResponse.ReadAsync(response, reader, cancellationToken).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false) is { } value
                ? value
                : CommonErrors.DependencyFailed();
        }
        catch (Exception exception) when (exception is JsonException or IOException or HttpRequestException or InvalidDataException)
        {
            return CommonErrors.DependencyFailed().WithCause(exception);
        }
    }
}
