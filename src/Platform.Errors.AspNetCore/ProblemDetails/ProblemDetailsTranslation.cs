using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The error in a problem of the framework: what <c>TypedResults.Problem</c>, <c>ValidationProblem</c>, <c>AddValidation</c> and controllers make. A title,
/// detail or type that somebody wrote is kept; what the framework filled in by itself gives way to the catalogue's.
/// </summary>
internal sealed class ProblemDetailsTranslation(ErrorCatalogs catalogs)
{
    private const string FrameworkType = "https://tools.ietf.org/html/rfc";
    private const string FrameworkValidationTitle = "One or more validation errors occurred.";
    private const string FrameworkServerTitle = "An error occurred while processing your request.";

    /// <summary>What the problem says.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="naming">How members are named on the wire.</param>
    public Error ErrorOf(HttpContext context, Microsoft.AspNetCore.Mvc.ProblemDetails problem, JsonNamingPolicy? naming)
    {
        var errors = ErrorsOf(context, problem, naming);
        var error = Describe(DescriptorOf(context, problem, errors.Length > 0), problem).Create();
        return errors.Length > 0 ? error.WithErrors(errors) : error;
    }

    /// <summary>What stands beside the error in what is written for the problem.</summary>
    public static ProblemSupplement SupplementOf(Microsoft.AspNetCore.Mvc.ProblemDetails problem, in Error error, JsonSerializerOptions serializer) => new(
        problem.Instance,
        problem.Extensions.Count > 0 ? new ExtensionMembers(problem.Extensions, serializer) : null,
        error.Descriptor.Title == problem.Title || !string.IsNullOrEmpty(problem.Detail));

    /// <summary>Whether the problem says nothing but that there was one: it is what the framework makes for an exception when nobody says more.</summary>
    public static bool IsBare(Microsoft.AspNetCore.Mvc.ProblemDetails problem) =>
        problem is { Detail: null, Instance: null, Status: null or StatusCodes.Status500InternalServerError, Extensions.Count: 0 }
        && (problem.Type is null || problem.Type.StartsWith(FrameworkType, StringComparison.Ordinal))
        && IsOfFramework(problem, StatusCodes.Status500InternalServerError)
        && problem is not HttpValidationProblemDetails { Errors.Count: > 0 };

    private ErrorDescriptor DescriptorOf(HttpContext context, Microsoft.AspNetCore.Mvc.ProblemDetails problem, bool hasErrors)
    {
        var status = problem.Status ?? context.Response.StatusCode;
        if (problem.Extensions.TryGetValue("code", out var code) && TextOf(code) is { } text && catalogs.TryGet(text, out var known))
            return known;
        return hasErrors && status is StatusCodes.Status400BadRequest or < 400 ? CommonErrors.Descriptors.ValidationFailed : StatusErrors.Of(status).Descriptor;
    }

    private static string? TextOf(object? code) => code switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };

    private static ErrorDescriptor Describe(ErrorDescriptor descriptor, Microsoft.AspNetCore.Mvc.ProblemDetails problem)
    {
        var type = problem.Type is { Length: > 0 } given && !given.StartsWith(FrameworkType, StringComparison.Ordinal) ? given : null;
        var title = IsOfFramework(problem, descriptor.Status) ? null : problem.Title;
        if (type is null && title is null && string.IsNullOrEmpty(problem.Detail))
            return descriptor;
        return new ErrorDescriptor(descriptor.Domain, descriptor.Code, descriptor.Kind, title ?? descriptor.Title)
        {
            Type = type ?? descriptor.Type,
            Status = problem.Status is >= 400 and <= 599 and var status ? status : descriptor.Status,
            Retry = descriptor.Retry,
            HelpLink = descriptor.HelpLink,
            EventId = descriptor.EventId,
            // What somebody wrote is a text and no template.
            Detail = problem.Detail?.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal) ?? descriptor.Detail,
            Parameters = problem.Detail is null ? descriptor.Parameters : [],
        };
    }

    private static bool IsOfFramework(Microsoft.AspNetCore.Mvc.ProblemDetails problem, int status) =>
        string.IsNullOrWhiteSpace(problem.Title)
        || problem.Title is FrameworkValidationTitle or FrameworkServerTitle
        || problem.Title == ReasonPhrases.GetReasonPhrase(status)
        || problem.Title == ReasonPhrases.GetReasonPhrase(problem.Status ?? status);

    private static Error[] ErrorsOf(HttpContext context, Microsoft.AspNetCore.Mvc.ProblemDetails problem, JsonNamingPolicy? naming) =>
        problem is HttpValidationProblemDetails { Errors: { Count: > 0 } errors }
            ? [.. errors.SelectMany(entry => entry.Value, (entry, reason) => ErrorOf(context, entry.Key, reason, naming))]
            : [];

    private static Error ErrorOf(HttpContext context, string member, string reason, JsonNamingPolicy? naming) =>
        BoundParameter.TryFind(context, member, out var parameter)
            ? CommonErrors.ParameterRefused(parameter.Name, reason)
            : CommonErrors.InvalidValue(reason).WithPointer(MemberPaths.ToPointer(member, naming));
}
