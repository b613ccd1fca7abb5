using Microsoft.AspNetCore.Http;
using Platform.RateLimiting.AspNetCore.Keys;

namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>Says how important a request is.</summary>
internal static class LoadPriorities
{
    /// <summary>What the endpoint says stands before the user's claim: a report in the background stays one, whoever asks for it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="selector">What the program says; <see langword="null"/> for nothing.</param>
    /// <param name="claim">The claim; <see langword="null"/> for none.</param>
    public static LoadPriority Of(HttpContext context, Func<HttpContext, LoadPriority?>? selector, string? claim)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ILoadPriorityMetadata>() is { } metadata)
            return metadata.Priority;
        if (selector?.Invoke(context) is { } selected)
            return selected;
        if (claim is null || RequestUser.Of(context)?.FindFirst(claim)?.Value is not { } value)
            return LoadPriority.Normal;
        // No user is so important that no limit holds for him.
        return value.ToUpperInvariant() switch
        {
            "BACKGROUND" => LoadPriority.Background,
            "IMPORTANT" or "CRITICAL" => LoadPriority.Important,
            _ => LoadPriority.Normal,
        };
    }
}
