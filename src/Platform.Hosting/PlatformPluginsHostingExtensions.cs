using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Hosting.Plugins;
using Platform.Plugins;
using Platform.Plugins.Extensions;
using Platform.Plugins.Observing;

namespace Platform.Hosting;

/// <summary>Joins Platform.Plugins to Platform.Errors and to Platform.Audit.</summary>
public static class PlatformPluginsHostingExtensions
{
    /// <summary>
    /// Has an <see cref="ExtensionException"/> that nobody catches answered with an error of <see cref="PluginErrors"/>: a plugin that fails is no fault of the
    /// service. Adds Platform.Errors where it is not there yet.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformPlugins</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining. Calling twice is harmless.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder UsePlatformErrors(this PlatformPluginsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPlatformErrors(static options => options.Map<ExtensionException>(PluginErrors.Of)).AddCatalog(PluginErrors.Catalog).AddAspNetCore();
        return builder;
    }

    /// <summary>
    /// Writes what becomes of plugins into the log of Platform.Audit: <c>plugins.started</c>, <c>plugins.stopped</c>, and as failures
    /// <c>plugins.start-failed</c>, <c>plugins.refused</c>, <c>plugins.broken</c>, <c>plugins.quarantined</c> and <c>plugins.stuck</c>. While the log cannot be
    /// written to they wait in memory, 1,000 at most; plugins do not wait for it.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformPlugins</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining. Calling twice is harmless.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder UsePlatformAudit(this PlatformPluginsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<PluginAuditor>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPluginObserver, PluginAuditor>(static provider => provider.GetRequiredService<PluginAuditor>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PluginAuditor>(static provider => provider.GetRequiredService<PluginAuditor>()));
        return builder;
    }

    /// <summary>What an extension has answered, or why there is no answer.</summary>
    /// <typeparam name="TResult">What it answers with.</typeparam>
    /// <param name="result">What <see cref="ExtensionPoint{TContract}"/> says of its call.</param>
    /// <returns>The answer, or an error of <see cref="PluginErrors"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is <see langword="null"/>.</exception>
    public static Result<TResult> ToResult<TResult>(this ExtensionResult<TResult> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.HasValue ? result.Value! : PluginErrors.Of(result.Outcome, result.PluginId, result.Name);
    }
}
