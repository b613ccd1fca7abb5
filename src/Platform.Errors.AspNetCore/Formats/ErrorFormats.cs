using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>Formats that are there already.</summary>
public static class ErrorFormats
{
    /// <summary>
    /// Sets the status and writes nothing: for the pages of a site, where
    /// <see cref="StatusCodePagesExtensions.UseStatusCodePagesWithReExecute(IApplicationBuilder, string, string?)"/>
    /// stands before <c>UsePlatformErrors()</c> and shows a page. The page finds the error in <see cref="IErrorFeature"/>.
    /// </summary>
    public static IErrorFormat StatusOnly { get; } = new StatusOnlyFormat();

    private sealed class StatusOnlyFormat : IErrorFormat
    {
        public ValueTask WriteAsync(HttpContext httpContext, Error error) => default;
    }
}
