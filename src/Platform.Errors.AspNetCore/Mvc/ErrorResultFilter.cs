using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Turns what an action returned into what is answered with: errors and results of this library, and problem details, which formatters would write in a shape
/// of their own.
/// </summary>
internal sealed class ErrorResultFilter : IAlwaysRunResultFilter, IOrderedFilter
{
    /// <summary>Behind the filters of the application and of the framework, so that it sees what they have made of a result.</summary>
    public int Order => int.MaxValue - 100;

    public void OnResultExecuting(ResultExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Result = context.Result switch
        {
            ObjectResult { Value: Error error } => new ErrorActionResult(in error),
            ObjectResult { Value: IOutcome { IsFailure: true } outcome } => new ErrorActionResult(outcome.Error),
            ObjectResult { Value: IOutcome { Value: null } } => new NoContentResult(),
            ObjectResult { Value: IOutcome { Value: var value } } result => new ObjectResult(value) { StatusCode = result.StatusCode, Formatters = result.Formatters, ContentTypes = result.ContentTypes },
            ObjectResult { Value: Microsoft.AspNetCore.Mvc.ProblemDetails problem } result => new ProblemActionResult(problem, result.StatusCode),
            IAntiforgeryValidationFailedResult => new ErrorActionResult(CommonErrors.AntiforgeryTokenInvalid()),
            var other => other,
        };
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
