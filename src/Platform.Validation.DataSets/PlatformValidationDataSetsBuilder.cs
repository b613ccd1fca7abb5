using Microsoft.Extensions.DependencyInjection;

namespace Platform.Validation.DataSets;

/// <summary>What <c>AddPlatformValidationDataSets()</c> returns, for engines to hang their own calls on.</summary>
public sealed class PlatformValidationDataSetsBuilder
{
    internal PlatformValidationDataSetsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
