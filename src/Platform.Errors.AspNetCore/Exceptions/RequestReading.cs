using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// What the framework throws while a handler reads the request by itself (<c>ReadFromJsonAsync</c>, <c>ReadFormAsync</c>), and while JSON is read whose type
/// the caller must name and did not. The same types of exceptions come from other places, where they are faults of the application: the stack tells.
/// </summary>
internal static class RequestReading
{
    private const string Json = "Microsoft.AspNetCore.Http.HttpRequestJsonExtensions.";
    private const string MvcText = "Microsoft.AspNetCore.Mvc.Formatters.TextInputFormatter.";
    private const string MvcJson = "Microsoft.AspNetCore.Mvc.Formatters.SystemTextJsonInputFormatter.";
    private const string Form = "Microsoft.AspNetCore.Http.Features.FormFeature.";

    /// <summary>What is said of a form that is larger than <see cref="Microsoft.AspNetCore.Http.Features.FormOptions.BufferBodyLengthLimit"/>.</summary>
    private const string TooLargeToBuffer = "Buffer limit exceeded.";

    private const string NoTypeDiscriminator = "The JSON payload for polymorphic ";
    private const string NodeConverter = "System.Text.Json.Serialization.Converters.JsonObjectConverter.";
    private const string RepeatedKey = "An item with the same key has already been added. Key: ";
    private const int LongestName = 200;
    private const string PathLabel = " Path: ";
    private const string LineLabel = " | LineNumber: ";

    /// <summary>The caller's fault; <see langword="null"/> if it is none, or nobody knows.</summary>
    public static Error? ErrorOf(HttpRequest request, Exception exception)
    {
        // Types of the framework alone: those of an application may do anything when they are asked.
        var type = exception.GetType();
        if (IsOfCharset(request, type, exception))
            return CommonErrors.UnsupportedMediaType();
        if (type == typeof(JsonException))
            return IsFrom(exception, Json) ? JsonFailures.ErrorOf(request.HttpContext, (JsonException)exception) : null;
        if (type == typeof(ArgumentException))
            return IsDuplicateOfNode(exception) ? CommonErrors.MemberDuplicate(KeyIn(exception.Message)) : null;
        if (type == typeof(NotSupportedException))
            return IsWithoutDiscriminator(exception) ? WithoutDiscriminator(exception.Message) : null;
        if (type == typeof(IOException))
            return !IsFrom(exception, Form) ? null : exception.Message == TooLargeToBuffer ? CommonErrors.ContentTooLarge() : CommonErrors.MalformedBody();
        if (type == typeof(InvalidOperationException) && SendsContent(request))
            return TakenInstead(request, exception) is { } taken ? CommonErrors.UnsupportedMediaType(taken) : null;
        return null;
    }

    /// <summary>The framework refuses to read text in an encoding that it does not know, and says so as if it were a fault of the application.</summary>
    private static bool IsOfCharset(HttpRequest request, Type type, Exception exception) =>
        (type == typeof(InvalidOperationException) || type == typeof(NotSupportedException)
            || type == typeof(ArgumentException) || type == typeof(ArgumentOutOfRangeException))
        && HasUnknownCharset(request)
        && (IsFrom(exception, Json) || IsFrom(exception, MvcText) || IsFrom(exception, MvcJson) || IsFrom(exception, Form));

    private static bool HasUnknownCharset(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var mediaType) || !mediaType.Charset.HasValue)
            return false;
        try
        {
            _ = Encoding.GetEncoding(mediaType.Charset.Value.Trim('"'));
            return false;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }

    /// <summary>A handler for GET that reads a body is wrong, whatever was sent.</summary>
    private static bool SendsContent(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>What the framework reads there, where the request is something else.</summary>
    private static string? TakenInstead(HttpRequest request, Exception exception) =>
        !IsOfContentType(exception.Message) ? null
        : !request.HasJsonContentType() && IsFrom(exception, Json) ? "application/json"
        : !request.HasFormContentType && IsFrom(exception, Form) ? "application/x-www-form-urlencoded, multipart/form-data"
        : null;

    private static bool IsOfContentType(string message) =>
        message.Contains("content type", StringComparison.OrdinalIgnoreCase) || message.Contains("Content-Type", StringComparison.OrdinalIgnoreCase);

    private static bool IsWithoutDiscriminator(Exception exception) =>
        exception.Message.StartsWith(NoTypeDiscriminator, StringComparison.Ordinal) && (IsFrom(exception, Json) || IsFrom(exception, MvcJson));

    /// <summary>
    /// A <see cref="System.Text.Json.Nodes.JsonObject"/> that is read where members may not be repeated lets its dictionary say so, which knows of no JSON.
    /// </summary>
    private static bool IsDuplicateOfNode(Exception exception) =>
        exception.Message.StartsWith(RepeatedKey, StringComparison.Ordinal) && IsFrom(exception, NodeConverter) && (IsFrom(exception, Json) || IsFrom(exception, MvcJson));

    /// <summary>The name of the member, unless it is longer than anybody reads: it comes from the caller.</summary>
    private static string? KeyIn(string message)
    {
        var end = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return end > RepeatedKey.Length && end - RepeatedKey.Length <= LongestName ? message[RepeatedKey.Length..end] : null;
    }

    /// <summary>Asked last of all: the stack is put into words for it, with the files and lines where there are symbols.</summary>
    private static bool IsFrom(Exception exception, string method) => exception.StackTrace?.Contains(method, StringComparison.Ordinal) == true;

    private static Error WithoutDiscriminator(string message)
    {
        var error = CommonErrors.UnexpectedJson();
        var start = message.LastIndexOf(PathLabel, StringComparison.Ordinal);
        var end = message.LastIndexOf(LineLabel, StringComparison.Ordinal);
        return start >= 0 && end > start ? error.WithPointer(MemberPaths.ToPointer(message[(start + PathLabel.Length)..end], naming: null)) : error;
    }
}
