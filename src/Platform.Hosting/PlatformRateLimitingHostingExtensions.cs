using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Hosting.RateLimiting;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;

namespace Platform.Hosting;

/// <summary>Joins Platform.RateLimiting to Platform.Errors.</summary>
public static class PlatformRateLimitingHostingExtensions
{
    /// <summary>
    /// Has what limits, quotas and adaptive limits refuse answered by <see cref="ErrorResponseWriter"/>: problem details or the format of that part of the site, in the language
    /// of the caller, logged and counted once. Adds Platform.Errors where it is not there yet.
    /// </summary>
    /// <remarks>
    /// The errors are those of <see cref="RateLimitErrors"/>, and <c>PERMISSION_DENIED</c> for a blocked key. <c>violated-policies</c> names what refused, and where
    /// <see cref="PlatformRateLimitingAspNetCoreOptions.ExplainRefusals"/> asks for it <c>explanation</c> says why. Calls of gRPC and SignalR are refused as before. A writer of your own, registered
    /// after this call, answers instead.
    /// </remarks>
    /// <param name="builder">What <c>AddPlatformRateLimiting().AddAspNetCore()</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder UsePlatformErrors(this PlatformRateLimitingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPlatformErrors().AddCatalog(RateLimitErrors.Catalog).AddAspNetCore();
        builder.Services.TryAddSingleton<ErrorsRefusalWriter>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IRateLimitRefusalWriter>(static provider => provider.GetRequiredService<ErrorsRefusalWriter>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoadRefusalWriter>(static provider => provider.GetRequiredService<ErrorsRefusalWriter>()));
        return builder;
    }
}
