// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<TResult>(this Result result, Func<Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<TResult, TState>(this Result result, TState state, Func<TState, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<TResult>(this Result result, Func<ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<TResult, TState>(this Result result, TState state, Func<TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<TResult>(this Task<Result> result, Func<Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<TResult, TState>(this Task<Result> result, TState state, Func<TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<TResult>(this Task<Result> result, Func<Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<TResult, TState>(this Task<Result> result, TState state, Func<TState, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> BindAsync<TResult>(this Task<Result> result, Func<ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> BindAsync<TResult, TState>(this Task<Result> result, TState state, Func<TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    public static ValueTask<Result<TResult>> BindAsync<TResult>(this ValueTask<Result> result, Func<Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(bind)) : Awaited(result, bind);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result> result, Func<Result<TResult>> bind)
            => (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    public static ValueTask<Result<TResult>> BindAsync<TResult, TState>(this ValueTask<Result> result, TState state, Func<TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(state, bind)) : Awaited(result, state, bind);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result> result, TState state, Func<TState, Result<TResult>> bind)
            => (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    public static async ValueTask<Result<TResult>> BindAsync<TResult>(this ValueTask<Result> result, Func<Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    public static async ValueTask<Result<TResult>> BindAsync<TResult, TState>(
        this ValueTask<Result> result, TState state, Func<TState, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult}(Func{Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<TResult>(this ValueTask<Result> result, Func<ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Bind{TResult, TState}(TState, Func{TState, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<TResult, TState>(
        this ValueTask<Result> result, TState state, Func<TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }
}
