using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>Turns what a handler returned into what the framework can answer with.</summary>
internal static class ResultFilter
{
    /// <summary>Says in the metadata of an endpoint that the filter is there.</summary>
    public static Applies Applied { get; } = new();

    public static object? Answer(object? returned) => returned switch
    {
        IResult result => result,
        Error error => new ErrorHttpResult(in error),
        IOutcome { IsFailure: true } outcome => new ErrorHttpResult(outcome.Error),
        // The framework would write a text as it is, and not as the JSON that OpenAPI says and that any other value is.
        IOutcome { Value: string text } => TypedResults.Ok(text),
        IOutcome outcome => outcome.Value ?? TypedResults.NoContent(),
        Microsoft.AspNetCore.Mvc.ProblemDetails problem => TypedResults.Problem(problem),
        _ => returned,
    };

    internal sealed class Applies;
}
