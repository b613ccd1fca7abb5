using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.AspNetCore.Management;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore;

/// <summary>Maps what the people need who run an outbox.</summary>
public static class PlatformWebhooksManagementExtensions
{
    /// <summary>
    /// Maps an API in JSON over the handlers and receivers of the outbox of this host: how each is doing, enabling and disabling, dead
    /// letters, and what
    /// is to be delivered again: ids, types and reasons. With <c>AddEndpoints</c> it makes, changes, confirms, pauses, rotates, tests and
    /// deletes receivers
    /// as well, and shows the beginnings of what was sent to them and answered; a secret is shown in the answer that makes it, and never
    /// again.
    /// </summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="policy">
    /// The policy of authorization that all of it requires: that of those who run the host, and not of its users. It knows no tenants, and
    /// what it does is done to handlers of the program as well.
    /// </param>
    /// <param name="prefix">The path before all of them.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="policy"/> is empty.</exception>
    public static RouteGroupBuilder MapWebhookManagement(this IEndpointRouteBuilder endpoints, string policy, string prefix = "/webhooks/management")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(policy);
        ArgumentNullException.ThrowIfNull(prefix);
        var group = endpoints.MapGroup(prefix);
        group.MapGet("/consumers", ConsumerApi.ListAsync);
        group.MapPost("/consumers/{name}/enable", static context => ConsumerApi.SwitchAsync(context, isDisabled: false));
        group.MapPost("/consumers/{name}/disable", static context => ConsumerApi.SwitchAsync(context, isDisabled: true));
        group.MapGet("/consumers/{name}/dead", ConsumerApi.ListDeadAsync);
        group.MapPost("/consumers/{name}/dead/revive", ConsumerApi.ReviveAsync);
        group.MapPost("/consumers/{name}/redeliveries/estimate", RedeliveryApi.EstimateAsync);
        group.MapPost("/consumers/{name}/redeliveries", RedeliveryApi.StartAsync);
        group.MapGet("/redeliveries", RedeliveryApi.ListAsync);
        group.MapDelete("/redeliveries/{id:long}", RedeliveryApi.CancelAsync);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IWebhookEndpoints)) == true)
            MapEndpoints(group);
        group.RequireAuthorization(policy);
        return group;
    }

    private static void MapEndpoints(RouteGroupBuilder group)
    {
        group.MapGet("/endpoints", EndpointApi.ListAsync);
        group.MapPost("/endpoints", EndpointApi.CreateAsync);
        group.MapGet("/endpoints/{id}", EndpointApi.FindAsync);
        group.MapPut("/endpoints/{id}", EndpointApi.ChangeAsync);
        group.MapDelete("/endpoints/{id}", EndpointApi.DeleteAsync);
        group.MapPost("/endpoints/{id}/confirm", EndpointApi.ConfirmAsync);
        group.MapPost("/endpoints/{id}/vouch", EndpointApi.VouchAsync);
        group.MapPost("/endpoints/{id}/pause", EndpointApi.PauseAsync);
        group.MapPost("/endpoints/{id}/resume", EndpointApi.ResumeAsync);
        group.MapPost("/endpoints/{id}/rotate", EndpointApi.RotateAsync);
        group.MapPost("/endpoints/{id}/revoke", EndpointApi.RevokeAsync);
        group.MapPost("/endpoints/{id}/test", EndpointApi.TestAsync);
        group.MapGet("/endpoints/{id}/attempts", EndpointApi.ListAttemptsAsync);
    }
}
