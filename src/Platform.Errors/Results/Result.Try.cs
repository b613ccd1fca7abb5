using System.Diagnostics.CodeAnalysis;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>Calls code that throws, at the edge to it: what it throws becomes the error that the map has for it.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="map">What exceptions mean.</param>
    /// <param name="operation">The code.</param>
    /// <returns>What it returned, or the error.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    public static Result<T> Try<T>(ExceptionMap map, Func<T> operation)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(operation);
        try
        {
            return operation();
        }
        catch (Exception exception)
        {
            return map.Map(exception);
        }
    }

    /// <inheritdoc cref="Try{T}(ExceptionMap, Func{T})" />
    /// <returns>A success, or the error.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    public static Result Try(ExceptionMap map, Action operation)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(operation);
        try
        {
            operation();
            return Success;
        }
        catch (Exception exception)
        {
            return map.Map(exception);
        }
    }

    /// <summary>Awaits code that throws, at the edge to it: what it throws becomes the error that the map has for it.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="map">What exceptions mean.</param>
    /// <param name="operation">The code; it is handed <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">The caller's token: if it is cancelled, a cancellation is <c>CANCELED</c>, else <c>TIMEOUT</c>.</param>
    /// <returns>What it returned, or the error. The task itself never fails.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    public static async Task<Result<T>> TryAsync<T>(ExceptionMap map, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(operation);
        try
        {
            return await operation(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return map.Map(exception, cancellationToken);
        }
    }

    /// <summary>Awaits code that throws, at the edge to it: what it throws becomes the error that the map has for it.</summary>
    /// <param name="map">What exceptions mean.</param>
    /// <param name="operation">The code; it is handed <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">The caller's token: if it is cancelled, a cancellation is <c>CANCELED</c>, else <c>TIMEOUT</c>.</param>
    /// <returns>A success, or the error. The task itself never fails.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    public static async Task<Result> TryAsync(ExceptionMap map, Func<CancellationToken, Task> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(operation);
        try
        {
            await operation(cancellationToken).ConfigureAwait(false);
            return Success;
        }
        catch (Exception exception)
        {
            return map.Map(exception, cancellationToken);
        }
    }
}
