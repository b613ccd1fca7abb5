using System.ComponentModel;

namespace Platform.Errors;

// An async lambda is an action too, one that nobody can wait for. These are better matches for it, and for anything that gives a task; the type parameter keeps
// them away from lambdas that only throw, which say no type.
public readonly partial struct Result
{
    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="action">Not called.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Tap, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Result Tap<TTask>(Func<TTask> action)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Tap);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="state">Not called.</param>
    /// <param name="action">Not called.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Tap, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Result Tap<TState, TTask>(TState state, Func<TState, TTask> action)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Tap);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="action">Not called.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.TapError, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Result TapError<TTask>(Func<Error, TTask> action)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.TapError);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="state">Not called.</param>
    /// <param name="action">Not called.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.TapError, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Result TapError<TState, TTask>(TState state, Func<Error, TState, TTask> action)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.TapError);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="success">Not called.</param>
    /// <param name="failure">Not called.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Switch, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Switch<TTask>(Func<TTask> success, Func<Error, TTask> failure)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Switch);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="success">Not called.</param>
    /// <param name="failure">Not called.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Switch, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Switch<TTask>(Func<TTask> success, Action<Error> failure)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Switch);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="success">Not called.</param>
    /// <param name="failure">Not called.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Switch, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Switch<TTask>(Action success, Func<Error, TTask> failure)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Switch);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="state">Not called.</param>
    /// <param name="success">Not called.</param>
    /// <param name="failure">Not called.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Switch, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Switch<TState, TTask>(TState state, Func<TState, TTask> success, Func<Error, TState, TTask> failure)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Switch);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="state">Not called.</param>
    /// <param name="success">Not called.</param>
    /// <param name="failure">Not called.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Switch, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Switch<TState, TTask>(TState state, Func<TState, TTask> success, Action<Error, TState> failure)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Switch);

    /// <summary>Refused by the compiler: nobody would wait for the task.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="state">Not called.</param>
    /// <param name="success">Not called.</param>
    /// <param name="failure">Not called.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.Switch, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Switch<TState, TTask>(TState state, Action<TState> success, Func<Error, TState, TTask> failure)
        where TTask : Task
        => throw new NotSupportedException(AsyncVoid.Switch);
}
