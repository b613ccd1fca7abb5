using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>Writes problem details of controllers, with the names that their JSON has.</summary>
internal sealed class MvcErrors(ErrorResponseWriter writer, ProblemDetailsTranslation translation, IOptions<JsonOptions> json)
{
    public ValueTask WriteAsync(ActionContext context, Microsoft.AspNetCore.Mvc.ProblemDetails problem)
    {
        var serializer = json.Value.JsonSerializerOptions;
        // What the framework's factory adds by itself stands in every problem here already.
        problem.Extensions.Remove("traceId");
        var error = translation.ErrorOf(context.HttpContext, problem, serializer.PropertyNamingPolicy);
        var supplement = ProblemDetailsTranslation.SupplementOf(problem, in error, serializer);
        return writer.WriteAsync(context.HttpContext, in error, in supplement);
    }
}
