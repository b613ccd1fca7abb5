using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Platform.Errors.AspNetCore;

/// <summary>Adds controllers and pages to what Platform.Errors answers for.</summary>
public static class PlatformErrorsMvcBuilderExtensions
{
    /// <summary>
    /// Gives the failures of controllers the one shape: model state, client error results (<c>NotFound()</c> …), problem details, and <see cref="Error"/> and
    /// <see cref="Result{T}"/> returned from actions. Apart from <c>AddAspNetCore()</c>, because MVC cannot be trimmed. It does not add MVC itself, and may
    /// come before or after it. Calling it twice is harmless.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformErrors()</c> returned.</param>
    /// <returns><paramref name="builder"/>.</returns>
    [RequiresUnreferencedCode("MVC does not support trimming or native AOT. Use minimal APIs there.")]
    public static PlatformErrorsBuilder AddMvc(this PlatformErrorsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(MvcErrors)))
            return builder;
        services.AddSingleton<MvcErrors>();
        services.Replace(ServiceDescriptor.Singleton<IClientErrorFactory, ErrorClientErrorFactory>());
        services.Configure<MvcOptions>(static options => options.Filters.Add(new ErrorResultFilter()));
        services.PostConfigure<ApiBehaviorOptions>(static options => options.InvalidModelStateResponseFactory = ModelStateErrors.ResultOf);
        // With it, sentences of the serializer that name types of the application would be in the model state as if somebody had written them for callers.
        services.PostConfigure<JsonOptions>(static options => options.AllowInputFormatterExceptionMessages = false);
        return builder;
    }
}
