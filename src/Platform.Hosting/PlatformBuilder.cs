using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;
using Platform.Validation;

namespace Platform.Hosting;

/// <summary>What <c>AddPlatform()</c> returns: the builder of each package that it added, for more to be hung on.</summary>
public sealed class PlatformBuilder
{
    internal PlatformBuilder(IServiceCollection services, PlatformErrorsBuilder errors, PlatformValidationBuilder validation) =>
        (Services, Errors, Validation) = (services, errors, validation);

    /// <summary>The name of the options: the default one.</summary>
    public string Name { get; } = Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>That of Platform.Errors: catalogues, formats.</summary>
    public PlatformErrorsBuilder Errors { get; }

    /// <summary>That of Platform.Validation: messages, schemas of bodies.</summary>
    public PlatformValidationBuilder Validation { get; }
}
