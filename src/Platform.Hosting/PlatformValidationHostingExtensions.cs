using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Hosting.Validation;
using Platform.Validation;
using Platform.Validation.AspNetCore;

namespace Platform.Hosting;

/// <summary>Joins Platform.Validation to Platform.Errors.</summary>
public static class PlatformValidationHostingExtensions
{
    /// <summary>
    /// Has what validation refuses answered by <see cref="ErrorResponseWriter"/>: problem details or the format of that part of the site, in the language
    /// of the caller, logged and counted once. Adds Platform.Errors where it is not there yet.
    /// </summary>
    /// <remarks>
    /// A failure whose code is in a catalogue of the service is answered with that entry, its texts and its translations, if the failure has an argument
    /// for each of its parameters, or none at all, and no text of its own; any other with the text that <see cref="ValidationMessages"/> has for it. A writer of
    /// your own, registered after this call, answers instead.
    /// </remarks>
    /// <param name="builder">What <c>AddPlatformValidation().AddAspNetCore()</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder UsePlatformErrors(this PlatformValidationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPlatformErrors().AddAspNetCore();
        builder.Services.TryAddSingleton<ValidationErrors>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IValidationFailureWriter, ErrorsFailureWriter>());
        return builder;
    }
}
