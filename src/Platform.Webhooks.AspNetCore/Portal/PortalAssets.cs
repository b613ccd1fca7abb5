using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>The two files that pages may use. They say nothing of anybody, so everybody may have them.</summary>
internal static class PortalAssets
{
    public static ReadOnlyMemory<byte> Style { get; } = Read("portal.css");

    public static ReadOnlyMemory<byte> Script { get; } = Read("portal.js");

    public static Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> content, string type)
    {
        context.Response.ContentType = $"{type}; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=300";
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(PortalAssets).Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
