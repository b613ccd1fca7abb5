using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Platform.Webhooks.AspNetCore.Portal;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.AspNetCore;

/// <summary>Adds and maps the portal in which tenants look after their receivers.</summary>
public static class PlatformWebhooksPortalExtensions
{
    /// <summary>Adds <see cref="WebhookPortal"/>, with the defaults. Calling it twice is harmless.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddPortal(this PlatformOutboxBuilder builder) => builder.AddPortal(static _ => { });

    /// <summary>
    /// The same, with options from a section of the configuration, read when the host starts. A name that is not an option is an error.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformWebhooksPortalOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddPortal(this PlatformOutboxBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddPortal(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddPortal(this PlatformOutboxBuilder builder, Action<PlatformWebhooksPortalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.AddEndpoints().Services;
        services.AddDataProtection();
        services.AddOptionsWithValidateOnStart<PlatformWebhooksPortalOptions>().Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PlatformWebhooksPortalOptions>, PlatformWebhooksPortalOptionsValidator>());
        services.TryAddSingleton(static provider => new PortalSeals(
            provider.GetRequiredService<IDataProtectionProvider>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new WebhookPortal(provider.GetRequiredService<PortalSeals>()));
        return builder;
    }

    /// <summary>
    /// Maps the portal: pages that are made by the server, under a content security policy that allows nothing but them, in which a tenant
    /// makes, changes, pauses, tests and deletes its receivers, looks at types of events and at attempts, and has events delivered again.
    /// It needs no sign-in of the host: whoever has a link of <see cref="WebhookPortal.CreateLink"/> is in. Serve it over HTTPS.
    /// </summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="prefix">The path before all of them.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is no path of plain segments.</exception>
    /// <exception cref="InvalidOperationException">The portal was not added: <c>AddPortal</c>.</exception>
    public static RouteGroupBuilder MapWebhookPortal(this IEndpointRouteBuilder endpoints, string prefix = "/webhooks/portal")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix is not ['/', .., not '/']
            || prefix.Any(static character => !char.IsAsciiLetterOrDigit(character) && !"/-_.".Contains(character)))
            throw new ArgumentException("The prefix is a path of plain segments, such as /webhooks/portal.", nameof(prefix));
        var portal = endpoints.ServiceProvider.GetService<WebhookPortal>()
            ?? throw new InvalidOperationException("The portal was not added: call AddPortal.");
        portal.MapAt(prefix);
        var group = endpoints.MapGroup(prefix).AllowAnonymous().ExcludeFromDescription();
        group.MapGet("/portal.css", static context => PortalAssets.AnswerAsync(context, PortalAssets.Style, "text/css"));
        group.MapGet("/portal.js", static context => PortalAssets.AnswerAsync(context, PortalAssets.Script, "text/javascript"));
        group.MapGet("/enter", context => PortalGate.EnterAsync(context, prefix));
        group.MapPost("/enter", context => PortalGate.EnterAskedAsync(context, prefix));
        Map(group, "GET", "/", EndpointPages.ListAsync);
        Map(group, "POST", "/leave", PortalGate.LeaveAsync);
        Map(group, "GET", "/new", EndpointPages.NewAsync);
        Map(group, "POST", "/new", EndpointPages.CreateAsync);
        Map(group, "GET", "/endpoints/{id}", EndpointPages.ShowAsync);
        Map(group, "GET", "/endpoints/{id}/edit", EndpointPages.EditAsync);
        Map(group, "POST", "/endpoints/{id}/edit", EndpointPages.ChangeAsync);
        Map(group, "GET", "/endpoints/{id}/delete", EndpointPages.AskDeleteAsync);
        Map(group, "POST", "/endpoints/{id}/delete", EndpointPages.DeleteAsync);
        Map(group, "POST", "/endpoints/{id}/confirm", EndpointSteps.ConfirmAsync);
        Map(group, "POST", "/endpoints/{id}/pause", EndpointSteps.PauseAsync);
        Map(group, "POST", "/endpoints/{id}/resume", EndpointSteps.ResumeAsync);
        Map(group, "POST", "/endpoints/{id}/test", EndpointSteps.SendTestAsync);
        Map(group, "POST", "/endpoints/{id}/rotate", EndpointSteps.RotateAsync);
        Map(group, "POST", "/endpoints/{id}/revoke", EndpointSteps.RevokeAsync);
        Map(group, "GET", "/endpoints/{id}/replay", ReplayPages.AskAsync);
        Map(group, "POST", "/endpoints/{id}/replay", ReplayPages.StartAsync);
        Map(group, "POST", "/endpoints/{id}/replay/{job:long}/stop", ReplayPages.StopAsync);
        Map(group, "GET", "/endpoints/{id}/attempts", AttemptPages.ListAsync);
        Map(group, "GET", "/endpoints/{id}/attempts/{number:long}", AttemptPages.ShowAsync);
        Map(group, "GET", "/types", TypePages.ListAsync);
        Map(group, "GET", "/types/{type}", TypePages.ShowAsync);
        return group;

        void Map(RouteGroupBuilder to, string method, string pattern, Func<PortalPage, Task> answer) =>
            to.MapMethods(pattern, [method], (RequestDelegate)(context => PortalGate.GuardAsync(context, prefix, answer)));
    }
}
