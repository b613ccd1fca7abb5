using System.Resources;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Validation;

/// <summary>What <c>AddPlatformValidation()</c> returns, for more to be hung on.</summary>
public sealed class PlatformValidationBuilder
{
    internal PlatformValidationBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds texts of failures, for codes of your own or in other languages. Those added first are asked first, then the package's.</summary>
    /// <param name="resources">The name of a resource is the code of a failure.</param>
    /// <returns>This.</returns>
    public PlatformValidationBuilder AddMessages(ResourceManager resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        Services.AddSingleton(new Hosting.MessageSource(resources));
        return this;
    }
}
