namespace Platform.Errors;

/// <summary>The verbs of <see cref="Result{T}"/> and <see cref="Result"/> over results that are still to come, and with steps that are asynchronous.</summary>
/// <remarks>
/// <para>
/// Every verb is there for every source (a result, a task and a value task of one) and every shape of function: plain, giving a task, giving a value task, each
/// also with a state for static lambdas. Two functions of one call have the same shape; only <c>EnsureAsync</c> makes its error at once.
/// <c>SwitchAsync</c> takes asynchronous functions alone: with plain ones an asynchronous lambda beside a plain one would become <c>async void</c>. Await the result and use
/// <see cref="Result{T}.Switch(Action{T}, Action{Error})"/>.
/// </para>
/// <para>
/// They take no token: what is awaited was started by the caller, or is started by a function that the caller wrote, and there the token belongs. A step that
/// throws lets the task fail, as without the verb. A task stays a task, and a value task a value task. Where a lambda fits both, the value task's is taken.
/// </para>
/// </remarks>
public static partial class PlatformErrorsTaskExtensions;
