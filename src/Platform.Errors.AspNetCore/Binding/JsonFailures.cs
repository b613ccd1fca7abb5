using System.Text.Json;

namespace Platform.Errors.AspNetCore;

/// <summary>Why JSON could not be read. The serializer's messages name types of the application, and are not used.</summary>
internal static class JsonFailures
{
    public static Error ErrorOf(JsonException exception)
    {
        // The reader's own exception is inside where the text is no JSON; where it is, and does not fit, there is another one or none.
        if (exception.InnerException is JsonException)
            return CommonErrors.MalformedJson((exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
        var error = CommonErrors.UnexpectedJson();
        return exception.Path is { } path ? error.WithPointer(MemberPaths.ToPointer(path, naming: null)) : error;
    }
}
