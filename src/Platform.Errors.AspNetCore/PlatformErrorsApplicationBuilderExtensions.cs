using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.AspNetCore;

/// <summary>Puts the middleware into a pipeline.</summary>
public static class PlatformErrorsApplicationBuilderExtensions
{
    /// <summary>
    /// Answers what fails behind this place in the pipeline. Call it first: what stands before it is answered too, by a second instance outside of everything
    /// that <c>AddAspNetCore()</c> has put there, but what a developer exception page between the two shows is that page.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <returns><paramref name="app"/>.</returns>
    /// <exception cref="InvalidOperationException">Services are missing; the message says which call adds them.</exception>
    public static IApplicationBuilder UsePlatformErrors(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<ErrorResponseWriter>() is null)
            throw new InvalidOperationException("UsePlatformErrors() needs its services: call builder.Services.AddPlatformErrors().AddAspNetCore() first.");
        if (app.ApplicationServices.GetService<IServiceProviderIsService>() is { } services
            && services.IsService(typeof(IActionInvokerFactory))
            && !services.IsService(typeof(MvcErrors)))
        {
            throw new InvalidOperationException("The application has controllers or pages, and their failures would keep the shape of the framework: call AddMvc() after AddPlatformErrors().AddAspNetCore().");
        }
        app.ApplicationServices.GetRequiredService<PipelineMarks>().IsUsed = true;
        return app.UseMiddleware<ErrorMiddleware>();
    }
}
