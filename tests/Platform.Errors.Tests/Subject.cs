using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors.Tests;

/// <summary>The package as a host has it, with the catalogue of these tests.</summary>
internal static class Subject
{
    public static ServiceProvider Services(Action<PlatformErrorsOptions>? configure = null, ErrorCatalog? catalog = null)
    {
        var services = new ServiceCollection();
        services.AddPlatformErrors(configure ?? (_ => { })).AddCatalog(catalog ?? Orders.Catalog);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static T Get<T>(Action<PlatformErrorsOptions>? configure = null, ErrorCatalog? catalog = null)
        where T : notnull
        => Services(configure, catalog).GetRequiredService<T>();

    public static IOptions<PlatformErrorsOptions> Options(Action<PlatformErrorsOptions>? configure = null)
    {
        var options = new PlatformErrorsOptions();
        configure?.Invoke(options);
        return Microsoft.Extensions.Options.Options.Create(options);
    }
}
