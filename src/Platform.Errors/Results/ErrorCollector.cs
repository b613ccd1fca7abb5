using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Platform.Errors;

/// <summary>Gathers errors while work goes on, so that a caller learns of every fault at once.</summary>
/// <remarks>Not for several threads at a time.</remarks>
public sealed class ErrorCollector
{
    private List<Error>? _errors;

    /// <summary>Whether there is any.</summary>
    public bool HasErrors => _errors is not null;

    /// <summary>How many there are.</summary>
    public int Count => _errors?.Count ?? 0;

    /// <summary>Adds an error.</summary>
    /// <param name="error">The error.</param>
    public void Add(in Error error) => (_errors ??= []).Add(error);

    /// <summary>Adds the error of a result, if it has one.</summary>
    /// <param name="result">The result.</param>
    /// <returns>Whether it is a success.</returns>
    public bool Add(in Result result)
    {
        if (result.TryGetError(out var error))
            Add(in error);
        return result.IsSuccess;
    }

    /// <summary>Adds the error of a result, if it has one.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result.</param>
    /// <returns>Whether it is a success.</returns>
    public bool Add<T>(in Result<T> result) => Add(in result, out _);

    /// <summary>Takes the value of a result, or adds its error.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="value">The value, if it is a success.</param>
    /// <returns>Whether it is a success.</returns>
    public bool Add<T>(in Result<T> result, [MaybeNullWhen(false)] out T value)
    {
        if (result.TryGet(out value, out var error))
            return true;
        Add(in error);
        return false;
    }

    /// <summary>All errors as one: see <see cref="Error.Combine"/>.</summary>
    /// <returns>The error.</returns>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Error ToError() => _errors is null
        ? throw new InvalidOperationException("No error was collected.")
        : Error.Combine(CollectionsMarshal.AsSpan(_errors));

    /// <summary>A success if there is no error, else all of them as one.</summary>
    /// <returns>The result.</returns>
    public Result ToResult() => _errors is null ? Result.Success : ToError();

    /// <summary>A value if there is no error, else all of them as one.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">Makes the value. Not called if there is an error.</param>
    /// <returns>The result.</returns>
    public Result<T> ToResult<T>(Func<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _errors is null ? value() : ToError();
    }
}
