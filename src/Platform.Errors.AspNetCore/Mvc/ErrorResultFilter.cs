using Microsoft.AspNetCore.Http;
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
            ObjectResult { Value: IOutcome { Value: IResult answer } } => new EndpointActionResult(answer),
            ObjectResult { Value: IOutcome { Value: IActionResult answer } } => answer,
            ObjectResult { Value: IOutcome { Value: { } value } } result => Of(value, result),
            ObjectResult { Value: Microsoft.AspNetCore.Mvc.ProblemDetails problem } result => new ProblemActionResult(problem, result.StatusCode),
            IAntiforgeryValidationFailedResult => new ErrorActionResult(CommonErrors.AntiforgeryTokenInvalid()),
            var other => other,
        };
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    private static ObjectResult Of(object value, ObjectResult result)
    {
        var answer = new ObjectResult(value) { StatusCode = result.StatusCode, Formatters = result.Formatters, ContentTypes = result.ContentTypes };
        // A text alone would be written as it is, and not as the JSON that it is from an endpoint, unless the action says what it gives.
        if (value is string && answer.ContentTypes.Count == 0)
            answer.ContentTypes.Add("application/json");
        return answer;
    }
}
