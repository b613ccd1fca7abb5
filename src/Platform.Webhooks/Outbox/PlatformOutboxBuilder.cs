using Microsoft.Extensions.DependencyInjection;

namespace Platform.Webhooks.Outbox;

/// <summary>What <c>AddPlatformOutbox()</c> returns, for engines and consumers to hang their own calls on.</summary>
public sealed class PlatformOutboxBuilder
{
    internal PlatformOutboxBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Takes a name for a consumer.</summary>
    /// <exception cref="ArgumentException">Another has it.</exception>
    internal LaneDefinition Reserve(LaneDefinition definition)
    {
        if (Services.Any(service => service.ImplementationInstance is LaneDefinition other && other.Name == definition.Name))
            throw new ArgumentException($"There is a consumer {definition.Name} already.", nameof(definition));
        Services.AddSingleton(definition);
        return definition;
    }
}
