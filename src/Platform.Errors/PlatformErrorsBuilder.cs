using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors;

/// <summary>What <c>AddPlatformErrors()</c> returns; catalogues and extras are added to it.</summary>
public sealed class PlatformErrorsBuilder
{
    internal PlatformErrorsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of the options, which is the default one: a service has one set of errors.</summary>
    public string Name { get; } = Options.DefaultName;

    /// <summary>The services that are being added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a catalogue: its errors are recognised when they come back from another service, and its texts are translated.</summary>
    /// <param name="catalog">The catalogue. <see cref="CommonErrors"/> is always there.</param>
    /// <returns>This builder. Adding the same catalogue twice is harmless; two with a code in common are refused when the host starts.</returns>
    public PlatformErrorsBuilder AddCatalog(ErrorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (!Services.Any(service => ReferenceEquals(service.IsKeyedService ? null : service.ImplementationInstance, catalog)))
            Services.AddSingleton(catalog);
        return this;
    }
}
