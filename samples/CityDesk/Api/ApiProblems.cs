using Microsoft.AspNetCore.Http.HttpResults;

namespace CityDesk.Api;

/// <summary>Every refusal of the staff API, as problem details (RFC 9457).</summary>
internal static class ApiProblems
{
    public static ProblemHttpResult NotFound() =>
        Problem(StatusCodes.Status404NotFound, "There is no request of this number.");

    public static ProblemHttpResult CrossSite() =>
        Problem(StatusCodes.Status403Forbidden, "This call comes from another site.");

    public static ProblemHttpResult NotJson() =>
        Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json in UTF-8.");

    public static ProblemHttpResult TooLarge(int maxBytes) =>
        Problem(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {maxBytes} bytes.");

    /// <summary>JSON that cannot be read, or is of another shape than expected.</summary>
    public static ProblemHttpResult Malformed(string detail) => Problem(StatusCodes.Status400BadRequest, detail);

    /// <summary>Readable JSON whose values will not do, by member.</summary>
    public static ValidationProblem Invalid(Dictionary<string, string[]> faults) => TypedResults.ValidationProblem(faults);

    /// <summary>The request has changed since the caller looked, or may not change in this way.</summary>
    public static ProblemHttpResult Conflict(string detail) => Problem(StatusCodes.Status409Conflict, detail);

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
