using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public Result Bind(Func<Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind() : this;
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    [HotPath]
    public Result Bind<TState>(TState state, Func<TState, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind(state) : this;
    }

    /// <summary>The next step, which can fail itself and gives a value; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the value.</typeparam>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public Result<TResult> Bind<TResult>(Func<Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind() : Failure<TResult>(_error);
    }

    /// <summary>The next step, which can fail itself and gives a value; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public Result<TResult> Bind<TResult, TState>(TState state, Func<TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind(state) : Failure<TResult>(_error);
    }
}
