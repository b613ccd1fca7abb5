using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>Streams of values whose failure halfway has a place in the stream.</summary>
public static class StreamedJson
{
    /// <summary>
    /// Answers with one JSON value on each line (<c>application/x-ndjson</c>). A failure before the first value is an ordinary error with its status. A
    /// failure later ends the stream with the line <c>{"$problem":{…}}</c>, problem details with the status that the answer would have had; nothing follows
    /// it. A stream that ends otherwise is whole. A value that has a member <c>$problem</c> itself cannot be sent in it, and is such a failure.
    /// </summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The values. It is given the token of the request's abort, and is disposed of when the client leaves.</param>
    /// <param name="typeInfo">How a value is written. Default: <see langword="null"/>, as the application's options for JSON say.</param>
    /// <returns>A result of a minimal API.</returns>
    public static IResult Lines<T>(IAsyncEnumerable<T> values, JsonTypeInfo<T>? typeInfo = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new LinesHttpResult<T>(Successes(values), typeInfo);
    }

    /// <summary>The same, of values that can be failures themselves: the first failure ends the stream.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The values.</param>
    /// <param name="typeInfo">How a value is written. Default: <see langword="null"/>, as the application's options for JSON say.</param>
    /// <returns>A result of a minimal API.</returns>
    public static IResult Lines<T>(IAsyncEnumerable<Result<T>> values, JsonTypeInfo<T>? typeInfo = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new LinesHttpResult<T>(values, typeInfo);
    }

    private static async IAsyncEnumerable<Result<T>> Successes<T>(
        IAsyncEnumerable<T> values, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var value in values.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return value;
    }
}
