namespace Platform.Errors;

/// <summary>The verbs of <see cref="Result{T}"/> over results that are still to come, and with steps that are asynchronous.</summary>
/// <remarks>
/// They take no token: what is awaited was started by the caller, or is started by a function that the caller wrote, and there the token belongs. A step that
/// throws lets the task fail, as without the verb. A task stays a task, and a value task a value task. Where a lambda fits both, the value task's is taken.
/// </remarks>
public static partial class PlatformErrorsTaskExtensions;
