using Platform.Hosting;
using Platform.Validation;
using Platform.Validation.AspNetCore;

namespace CityDesk;

/// <summary>What comes in is judged by the rules of its type, and what they refuse leaves as every other failure of the desk.</summary>
internal static class DeskValidation
{
    /// <summary>An endpoint whose body nobody judges keeps the desk from starting.</summary>
    public static IServiceCollection AddDeskValidation(this IServiceCollection services)
    {
        services.AddPlatformValidation().AddAspNetCore(static web => web.UnvalidatedBodies = UnvalidatedBodies.Refuse).UsePlatformErrors();
        return services;
    }
}
