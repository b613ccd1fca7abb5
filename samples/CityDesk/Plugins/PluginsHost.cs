using CityDesk.Contract;
using Platform.Hosting;
using Platform.Plugins;
using Platform.Plugins.InProcess;
using Platform.Plugins.Packages;
using Platform.Plugins.Verification;
using Platform.Webhooks;

namespace CityDesk.Plugins;

/// <summary>Where plugins extend the desk, what becomes of calls that fail, and how they run.</summary>
internal static class PluginsHost
{
    /// <summary>Which handler of the outbox it is: what waits for it is known by this name.</summary>
    private const string Channels = "plugins";

    /// <summary>The most that is taken for a plugin of a desk. All of it is held in memory while somebody reads what it asks for.</summary>
    public const int LargestPackage = 8 * 1024 * 1024;

    /// <summary>
    /// The most that is read: a package that is a little too large is refused in a sentence, and what is larger is cut off.
    /// </summary>
    public const int LargestUpload = 2 * LargestPackage;

    /// <summary>What the web host needs.</summary>
    public static IServiceCollection AddDeskPlugins(this IServiceCollection services)
    {
        services.AddDeskPluginPoints().AddHealthCheck().UsePlatformErrors().UsePlatformAudit();
        services.AddPlatformOutbox().AddHandler<PluginNotices>(Channels, PluginNotices.Types);
        services.AddHostedService<StoreFollower>();
        services.AddSingleton<CrewRules>();
        services.AddSingleton<WaitingPackages>();
        services.AddScoped<PluginPanels>();
        services.AddScoped<PluginChanges>();
        return services;
    }

    /// <summary>For commands too, which call importers.</summary>
    public static PlatformPluginsBuilder AddDeskPluginPoints(this IServiceCollection services)
    {
        services.AddOptions<DeskPluginOptions>().BindConfiguration(DeskPluginOptions.Section);
        services.AddSingleton<PluginFiles>();
        services.AddSingleton(new PackageLimits { MaxBytes = LargestPackage });
        services.AddSingleton(static provider => provider.GetRequiredService<PluginFiles>().ReadTrust());
        services.AddSingleton(static provider => provider.GetRequiredService<PluginFiles>().Open(
            provider.GetRequiredService<Platform.Plugins.Trust.PluginTrust>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<PackageLimits>(), provider.GetService<PluginVerifier>()));
        services.AddOptions<PlatformPluginsOptions>().Configure<PluginFiles>(static (plugins, files) => plugins.Store = files.Store);
        #region points
        return services.AddPlatformPlugins()
            .AddExtensionPoint<IRequestRule>(static policy =>
                (policy.Timeout, policy.Parallelism, policy.BreakFor) = (CrewRules.LongestCall, CrewRules.AskedAtOnce, CrewRules.LeftOutFor))
            .AddExtensionPoint<INotificationChannel>(static policy => policy.Parallelism = PluginNotices.ToldAtOnce)
            .AddExtensionPoint<IConsolePanel>(static policy =>
                (policy.Timeout, policy.Parallelism) = (PluginPanels.LongestCall, PluginPanels.AskedAtOnce))
            .AddExtensionPoint<IRequestImporter>()
            .UseInProcess()
            .UseProcesses();
        #endregion
    }
}
