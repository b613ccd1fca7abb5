namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>A value, after a success; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the value.</typeparam>
    /// <param name="map">Makes the value. Not called for a failure.</param>
    /// <returns>The value, or the same error.</returns>
    public Result<TResult> Map<TResult>(Func<TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? map() : Failure<TResult>(_error);
    }

    /// <summary>The next step, which can fail itself; a failure stays what it is.</summary>
    /// <param name="bind">The next step. Not taken for a failure.</param>
    /// <returns>What the step gave, or the same error.</returns>
    public Result Bind(Func<Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind() : this;
    }

    /// <inheritdoc cref="Bind(Func{Result})" />
    /// <typeparam name="TResult">The type of the value that the step gives.</typeparam>
    public Result<TResult> Bind<TResult>(Func<Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return IsSuccess ? bind() : Failure<TResult>(_error);
    }

    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <param name="success">For a success.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    public TResult Match<TResult>(Func<TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return IsSuccess ? success() : failure(_error);
    }

    /// <summary>Does something on the way, and goes on with the same result.</summary>
    /// <param name="action">What to do. Not done for a failure.</param>
    /// <returns>This result.</returns>
    public Result Tap(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (IsSuccess)
            action();
        return this;
    }

    /// <summary>Does something with the error on the way, and goes on with the same result.</summary>
    /// <param name="action">What to do. Not done for a success.</param>
    /// <returns>This result.</returns>
    public Result TapError(Action<Error> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!IsSuccess)
            action(_error);
        return this;
    }

    /// <summary>The error, turned into another: what a failure of a lower layer means in this one. A success stays what it is.</summary>
    /// <param name="map">Makes the new error.</param>
    /// <returns>A success, or the new error.</returns>
    public Result MapError(Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? this : map(_error);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <param name="fallback">The other way.</param>
    /// <returns>This result, or what the other way gave.</returns>
    public Result OrElse(Func<Error, Result> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return IsSuccess ? this : fallback(_error);
    }
}
