using Microsoft.AspNetCore.Http;

namespace Platform.Validation.AspNetCore.Problems;

/// <summary>What is said of a body that was refused before it was looked at.</summary>
internal readonly record struct Refusal(string Code, string Title)
{
    public static Refusal Of(int statusCode) => statusCode switch
    {
        StatusCodes.Status408RequestTimeout => new("REQUEST_TIMEOUT", "The request did not arrive in time"),
        StatusCodes.Status413PayloadTooLarge => new("CONTENT_TOO_LARGE", "The request is too large"),
        StatusCodes.Status415UnsupportedMediaType => new("UNSUPPORTED_MEDIA_TYPE", "The media type is not supported"),
        _ => new("MALFORMED_BODY", "The request body cannot be read"),
    };
}
