using Microsoft.Extensions.DependencyInjection;

namespace Platform.Webhooks;

/// <summary>What <c>AddPlatformWebhooks()</c> returns, for engines and faces to hang their own calls on.</summary>
public sealed class PlatformWebhooksBuilder
{
    internal PlatformWebhooksBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
