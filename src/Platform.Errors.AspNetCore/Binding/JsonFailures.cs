using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>Why JSON could not be read. The serializer's messages name types of the application, and are not used.</summary>
internal static class JsonFailures
{
    /// <summary>How the serializer begins where a value is of another type, and not where a member is missing or one too many.</summary>
    private const string Unable = "The JSON value could not be converted to ";

    /// <param name="context">The request, whose endpoint says what it takes; <see langword="null"/> where it is not known.</param>
    /// <param name="exception">The refusal.</param>
    public static Error ErrorOf(HttpContext? context, JsonException exception) => ErrorOf(
        exception,
        context?.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType,
        context?.RequestServices.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions);

    /// <param name="exception">The refusal.</param>
    /// <param name="root">What the document was read as; <see langword="null"/> where it is not known.</param>
    /// <param name="options">How it was read.</param>
    public static Error ErrorOf(JsonException exception, Type? root, JsonSerializerOptions? options)
    {
        // The reader's own exception is inside where the text is no JSON; where it is, and does not fit, there is another one or none.
        if (exception.InnerException is JsonException)
            return CommonErrors.MalformedJson((exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
        if (exception.Path is not { } path)
            return CommonErrors.UnexpectedJson();
        var pointer = MemberPaths.ToPointer(path, naming: null);
        var expected = root is not null && options is not null && exception.Message.StartsWith(Unable, StringComparison.Ordinal)
            ? ExpectedJson.At(pointer, root, options)
            : null;
        var found = expected is null ? null : ExpectedJson.Found(exception.InnerException, expected);
        return CommonErrors.UnexpectedJson(expected, found).WithPointer(pointer);
    }
}
