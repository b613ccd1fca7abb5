using System.Collections.Frozen;
using Platform.Audit;
using Platform.Audit.Records;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;

namespace Platform.Hosting.Webhooks;

/// <summary>
/// Writes changes of webhook receivers into the audit log. The change and its event were one transaction, so none is missing; after a crash
/// one may be there
/// twice, with the same <c>event</c>.
/// </summary>
internal sealed class EndpointChangeAuditor(IAuditAppender log) : IOutboxHandler
{
    /// <summary>What waits for it is known by this name.</summary>
    public const string Name = "platform.audit";

    private static readonly FrozenDictionary<WebhookEndpointAction, AuditEventType> Types = Enum.GetValues<WebhookEndpointAction>()
        .ToFrozenDictionary(static action => action, static action =>
            new AuditEventType($"webhooks.endpoint.{action.ToString().ToLowerInvariant()}"));

    public async ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var change = WebhookEndpointChange.Read(message.Body.Span);
        var told = new AuditEvent(Types[change.Action]) { Actor = change.By, Target = change.Endpoint, Tenant = change.Tenant }
            .With("version", change.Version).With("origin", change.Origin).With("types", string.Join(' ', change.Types))
            .With("keys", string.Join(' ', change.Keys)).With("event", message.Id).With("changed", message.OccurredAt);
        await log.AppendAsync(told, cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}
