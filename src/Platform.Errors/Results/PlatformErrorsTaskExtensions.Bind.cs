using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Task<Result<T>> result, Func<T, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async Task<Result<TResult>> BindAsync<T, TResult, TState>(this Task<Result<T>> result, TState state, Func<T, TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static ValueTask<Result<TResult>> BindAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(bind)) : Awaited(result, bind);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, Func<T, Result<TResult>> bind)
            => (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static ValueTask<Result<TResult>> BindAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(state, bind)) : Awaited(result, state, bind);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, TState state, Func<T, TState, Result<TResult>> bind)
            => (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Result<T> result, Func<T, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult>(this Result<T> result, Func<T, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult, TState>(
        this Result<T> result, TState state, Func<T, TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Task<Result<T>> result, Func<T, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Task<Result<T>> result, Func<T, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async Task<Result<TResult>> BindAsync<T, TResult, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }
}
