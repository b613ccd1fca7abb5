using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// An error as the result of a controller's action. An action may also return <see cref="Errors.Error"/>, <see cref="Result"/> or <see cref="Result{T}"/>
/// itself.
/// </summary>
/// <param name="error">The error.</param>
public sealed class ErrorActionResult(in Error error) : ActionResult, IStatusCodeActionResult
{
    private readonly Error _error = error;

    /// <summary>The error.</summary>
    public Error Error => _error;

    /// <inheritdoc />
    public int? StatusCode => _error.Descriptor.Status;

    /// <inheritdoc />
    public override Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return EndpointErrors.WriteAsync(context.HttpContext, in _error);
    }
}
