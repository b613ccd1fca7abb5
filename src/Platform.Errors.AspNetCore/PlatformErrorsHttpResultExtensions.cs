using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>Turns results and errors into results of minimal APIs.</summary>
public static class PlatformErrorsHttpResultExtensions
{
    /// <summary>Answers with 200 and the value, or with the error.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result.</param>
    /// <returns>A result of a minimal API.</returns>
    public static HttpResult<T> ToHttpResult<T>(this in Result<T> result) => new(in result);

    /// <summary>
    /// Answers with what a success is turned into, or with the error: <c>order.ToHttpResult(static o => TypedResults.Created($"/orders/{o.Id}", o))</c>.
    /// </summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The result that a success becomes.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="success">Makes the result of a success.</param>
    /// <returns>A result of a minimal API.</returns>
    public static HttpResult<TResult> ToHttpResult<T, TResult>(this in Result<T> result, Func<T, TResult> success)
        where TResult : IResult
    {
        ArgumentNullException.ThrowIfNull(success);
        return result.TryGet(out var value, out var error) ? new HttpResult<TResult>(success(value)) : new HttpResult<TResult>(error);
    }

    /// <summary>Answers with 204, or with the error.</summary>
    /// <param name="result">The result.</param>
    /// <returns>A result of a minimal API.</returns>
    public static HttpResult ToHttpResult(this in Result result) => new(in result);

    /// <summary>Answers with the error.</summary>
    /// <param name="error">The error.</param>
    /// <returns>A result of a minimal API.</returns>
    public static HttpResult ToHttpResult(this in Error error) => error;
}
