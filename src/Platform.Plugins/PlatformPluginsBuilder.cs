using Microsoft.Extensions.DependencyInjection;

namespace Platform.Plugins;

/// <summary>What <c>AddPlatformPlugins()</c> returns, for levels of isolation and extension points to hang their own calls on.</summary>
public sealed class PlatformPluginsBuilder
{
    internal PlatformPluginsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
