using Microsoft.Extensions.DependencyInjection;

namespace Platform.RateLimiting;

/// <summary>What <c>AddPlatformRateLimiting()</c> returns, for engines and faces to hang their own calls on.</summary>
public sealed class PlatformRateLimitingBuilder
{
    internal PlatformRateLimitingBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
