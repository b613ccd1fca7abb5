using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Why a request could not be bound. The framework says it in sentences that name types of the application, so they never leave it: only the name of the
/// parameter is taken out of them. A sentence that is not known is simply an invalid request.
/// </summary>
internal static class BindingFailures
{
    /// <param name="context">The request; <see langword="null"/> where it is not known, and with it how a parameter is called on the wire.</param>
    /// <param name="exception">The refusal.</param>
    public static Error ErrorOf(HttpContext? context, BadHttpRequestException exception) => exception switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            BodyLimits.ErrorOf((exception.InnerException as BadHttpRequestException ?? exception).Message) ?? CommonErrors.ContentTooLarge(),
        { StatusCode: not StatusCodes.Status400BadRequest } => StatusErrors.Of(exception.StatusCode),
        // Only where the framework says that it read the request: a path in other JSON is nobody's business.
        { InnerException: JsonException json } when exception.Message.StartsWith("Failed to read parameter ", StringComparison.Ordinal) => JsonFailures.ErrorOf(context, json),
        { InnerException: AntiforgeryValidationException } => CommonErrors.AntiforgeryTokenInvalid(),
        { InnerException: BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } inner } =>
            BodyLimits.ErrorOf(inner.Message) ?? CommonErrors.ContentTooLarge(),
        { InnerException: InvalidDataException form } when BodyLimits.ErrorOf(form.Message) is { } passed => passed,
        { InnerException: BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest } inner } => StatusErrors.Of(inner.StatusCode),
        _ => OfSentence(context, exception.Message),
    };

    private static Error OfSentence(HttpContext? context, string message)
    {
        if (message.StartsWith("Implicit body inferred for parameter", StringComparison.Ordinal) || message.StartsWith("Unexpected request without body", StringComparison.Ordinal))
            return CommonErrors.BodyMissing();
        if (message.StartsWith("Invalid anti-forgery token", StringComparison.Ordinal))
            return CommonErrors.AntiforgeryTokenInvalid();
        if (message.StartsWith("Required parameter ", StringComparison.Ordinal))
        {
            return message.EndsWith(" from body.", StringComparison.Ordinal)
                ? CommonErrors.BodyMissing()
                : context is not null && NameIn(message) is { } missing ? Missing(BoundParameter.Find(context, missing)) : CommonErrors.InvalidRequest();
        }
        if (message.StartsWith("Failed to bind parameter ", StringComparison.Ordinal) && !message.EndsWith(" from the request body as form.", StringComparison.Ordinal))
            return context is not null && NameIn(message) is { } unreadable ? Invalid(BoundParameter.Find(context, unreadable)) : CommonErrors.InvalidRequest();
        return message.StartsWith("Failed to ", StringComparison.Ordinal) || message.StartsWith("Reading the request body failed", StringComparison.Ordinal)
            ? CommonErrors.MalformedBody()
            : CommonErrors.InvalidRequest();
    }

    private static Error Missing(BoundParameter parameter) => CommonErrors.ParameterMissing(parameter.Name, parameter.Location);

    private static Error Invalid(BoundParameter parameter) => CommonErrors.ParameterInvalid(parameter.Name, parameter.Location);

    /// <summary>
    /// The last word in the first pair of quotes, which hold the type and the name of the parameter. What the caller sent stands behind them.
    /// </summary>
    private static string? NameIn(string message)
    {
        var start = message.IndexOf('"', StringComparison.Ordinal);
        var end = start < 0 ? -1 : message.IndexOf('"', start + 1);
        if (end < 0)
            return null;
        var name = message.AsSpan(start + 1, end - start - 1);
        return name[(name.LastIndexOf(' ') + 1)..].ToString();
    }
}
