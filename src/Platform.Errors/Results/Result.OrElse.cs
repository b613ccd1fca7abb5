using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <param name="fallback">The other way. Give the error back as it is where it leads nowhere.</param>
    /// <returns>This result, or what the other way gave.</returns>
    public Result OrElse(Func<Error, Result> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return IsSuccess ? this : fallback(_error);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">The other way. Give the error back as it is where it leads nowhere.</param>
    /// <returns>This result, or what the other way gave.</returns>
    [HotPath]
    public Result OrElse<TState>(TState state, Func<Error, TState, Result> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return IsSuccess ? this : fallback(_error, state);
    }
}
