using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>The error, turned into another: what a failure of a lower layer means in this one. A success stays what it is.</summary>
    /// <param name="map">Makes the new error. Keep the old one's cause with <see cref="Errors.Error.WithCause"/> where the log needs it.</param>
    /// <returns>A success, or the new error.</returns>
    public Result MapError(Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? this : map(_error);
    }

    /// <summary>The error, turned into another: what a failure of a lower layer means in this one. A success stays what it is.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new error. Keep the old one's cause with <see cref="Errors.Error.WithCause"/> where the log needs it.</param>
    /// <returns>A success, or the new error.</returns>
    [HotPath]
    public Result MapError<TState>(TState state, Func<Error, TState, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? this : map(_error, state);
    }
}
