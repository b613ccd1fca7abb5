using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result<T>
{
    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the next value.</typeparam>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public Result<TResult> Bind<TResult>(Func<T, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind(_value) : Result.Failure<TResult>(_error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the next value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    [HotPath]
    public Result<TResult> Bind<TResult, TState>(TState state, Func<T, TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind(_value, state) : Result.Failure<TResult>(_error);
    }

    /// <summary>The next step, which gives no value.</summary>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public Result Bind(Func<T, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind(_value) : Result.Failure(_error);
    }

    /// <summary>The next step, which gives no value.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public Result Bind<TState>(TState state, Func<T, TState, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind(_value, state) : Result.Failure(_error);
    }
}
