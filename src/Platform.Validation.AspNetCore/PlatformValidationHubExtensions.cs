using Microsoft.AspNetCore.SignalR;
using Platform.Validation.AspNetCore.SignalR;

namespace Platform.Validation.AspNetCore;

/// <summary>Validation for hubs of SignalR.</summary>
public static class PlatformValidationHubExtensions
{
    /// <summary>
    /// Has arguments of validated types sanitised and judged before a hub method is called, and parameters that carry attributes of DataAnnotations judged. <c>null</c>
    /// for a validated type that is declared without <c>?</c> is <see cref="ValidationCodes.ValueRequired"/>. The caller of an invalid call gets a
    /// <see cref="HubException"/> that lists pointer (the number of the argument first, from 0), code and text of each failure.
    /// </summary>
    /// <param name="options">The options of the hub.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static void AddPlatformValidation(this HubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddFilter(new ArgumentsHubFilter());
    }
}
