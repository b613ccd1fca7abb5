using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// Receivers that are made, changed and deleted while programs run, beside those that the program itself adds with <c>AddEndpoint</c>. All
/// processes hear
/// of a change as they hear of an event. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Of a tenant's receivers nobody sees or changes anything who does not name the tenant. Each change publishes a
/// <see cref="WebhookEndpointChange"/>, in
/// its transaction. Parameters named <c>by</c> say who does it, for that event: at most 256 characters of printable ASCII without spaces.
/// </para>
/// <para>
/// All methods throw <see cref="WebhookEndpointConflictException"/> where a reference names a version that is not the present one, and what
/// the store
/// throws. Those that change something throw <see cref="WebhookEndpointLimitException"/> where a tenant changes more than
/// <see cref="PlatformWebhooksEndpointsOptions.MostChangesPerMinute"/>, and those that need a secret
/// <see cref="WebhookSecretsUnavailableException"/> where what seals and opens them is away.
/// </para>
/// </remarks>
public interface IWebhookEndpoints
{
    /// <summary>Makes a receiver. It gets nothing before it is confirmed.</summary>
    /// <param name="tenant">
    /// Whose it is, and whose events alone it gets; <see langword="null"/> for the program's own, which gets those of all and of nobody,
    /// and is refused unless <see cref="PlatformWebhooksEndpointsOptions.AllowOwn"/> allows it.
    /// </param>
    /// <param name="settings">What it is.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It, and its secret, which is shown this once.</returns>
    /// <exception cref="WebhookEndpointRefusedException">Something in the settings cannot be.</exception>
    /// <exception cref="WebhookEndpointLimitException">The tenant has as many as it may have.</exception>
    /// <exception cref="ArgumentException">The tenant or <paramref name="by"/> is not as it must be.</exception>
    ValueTask<IssuedEndpoint> CreateAsync(
        string? tenant, WebhookEndpointSettings settings, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>Finds a receiver.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; <see langword="null"/> where the tenant has none of that id.</returns>
    ValueTask<RegisteredEndpoint?> FindAsync(string? tenant, string id, CancellationToken cancellationToken = default);

    /// <summary>Lists the receivers of a tenant, a page at a time, in the order in which they were made.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="after">The id with which the last page ended; <see langword="null"/> for the first page.</param>
    /// <param name="most">How many: 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receivers.</returns>
    ValueTask<IReadOnlyList<RegisteredEndpoint>> ListAsync(
        string? tenant, string? after = null, int most = 50, CancellationToken cancellationToken = default);

    /// <summary>Changes the settings. With another URL it has to be confirmed anew, and what is published waits until then.</summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="settings">What it is from then on.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; <see langword="null"/> where there is none.</returns>
    /// <exception cref="WebhookEndpointRefusedException">Something in the settings cannot be.</exception>
    ValueTask<RegisteredEndpoint?> ChangeAsync(
        EndpointReference endpoint, WebhookEndpointSettings settings, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks whoever is at the URL whether webhooks are wanted there (<see cref="WebhookOwnership"/>), and notes it where they are.
    /// </summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="by">Who has it asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was answered; <see langword="null"/> where there is none.</returns>
    /// <exception cref="WebhookEndpointLimitException">It was asked too often.</exception>
    ValueTask<EndpointConfirmation?> ConfirmAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes that webhooks are wanted at the URL because somebody says so who may: for receivers that know no challenge. Not for tenants
    /// themselves.
    /// </summary>
    /// <param name="endpoint">Which, and which version: whoever vouches has seen the URL, and by now it may be another.</param>
    /// <param name="by">Who vouches.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; <see langword="null"/> where there is none.</returns>
    /// <exception cref="ArgumentException">The reference names no version.</exception>
    ValueTask<RegisteredEndpoint?> VouchAsync(EndpointReference endpoint, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses it. What is published waits, for as long as <see cref="PlatformOutboxOptions.HeldFor"/>.</summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="by">Who pauses it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; <see langword="null"/> where there is none.</returns>
    ValueTask<RegisteredEndpoint?> PauseAsync(EndpointReference endpoint, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a pause, or enables it where it has failed for too long; what waits is sent. One that whoever runs the host has disabled stays
    /// so.
    /// </summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="by">Who resumes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; <see langword="null"/> where there is none.</returns>
    ValueTask<RegisteredEndpoint?> ResumeAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives it a new secret. The one that it replaces signs as well for <see cref="PlatformWebhooksEndpointsOptions.SecretOverlap"/>; of
    /// those before,
    /// two at most. Where these cannot be opened any more, since the key that sealed them is gone, the new one signs alone.
    /// </summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="by">Who rotates it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It, and its secret, which is shown this once; <see langword="null"/> where there is none.</returns>
    ValueTask<IssuedEndpoint?> RotateSecretAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>Gives it a new secret, and those before sign no more, from when processes hear of it: for one that leaked.</summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="by">Who revokes them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It, and its secret, which is shown this once; <see langword="null"/> where there is none.</returns>
    ValueTask<IssuedEndpoint?> RevokeSecretsAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>Deletes it with all that waits for it and its dead letters.</summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="by">Who deletes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(EndpointReference endpoint, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>Sends it a test event, at once and once. It has to be confirmed.</summary>
    /// <param name="reference">Which.</param>
    /// <param name="type">
    /// The type in the catalogue whose first example is sent; <see langword="null"/> for <see cref="WebhookTest.Type"/>, which says
    /// nothing.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What it came to; <see langword="null"/> where there is no such receiver, or it is not confirmed.</returns>
    /// <exception cref="WebhookEndpointRefusedException">The type does not stand in the catalogue, or has no example.</exception>
    /// <exception cref="WebhookEndpointLimitException">It was asked too often.</exception>
    ValueTask<WebhookAttempt?> SendTestAsync(EndpointReference reference, string? type = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the latest attempts to deliver to it, test events among them, the latest first. What they hold a stranger wrote, in part.
    /// </summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="before">The number with which the last page ended; <see langword="null"/> for the first page.</param>
    /// <param name="most">How many: 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The attempts; <see langword="null"/> where there is no such receiver.</returns>
    ValueTask<IReadOnlyList<KeptAttempt>?> ListAttemptsAsync(
        string? tenant, string id, long? before = null, int most = 50, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says what <see cref="StartRedeliveryAsync"/> would do, and does nothing. A tenant may ask six times in a minute, three times of them
    /// at once.
    /// </summary>
    /// <param name="tenant">Whose the receiver is.</param>
    /// <param name="request">What is to be delivered again; its consumer is the id of the receiver.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The estimate; <see langword="null"/> where there is no such receiver, or it was never confirmed.</returns>
    /// <exception cref="RedeliveryLimitException">This process makes another estimate.</exception>
    /// <exception cref="WebhookEndpointLimitException">It was asked too often.</exception>
    ValueTask<RedeliveryEstimate?> EstimateRedeliveryAsync(
        string? tenant, RedeliveryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Has events delivered to it again, beside new ones (<see cref="IOutboxRedelivery"/>).</summary>
    /// <param name="tenant">Whose the receiver is.</param>
    /// <param name="request">What is to be delivered again; its consumer is the id of the receiver.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; <see langword="null"/> where there is no such receiver, or it was never confirmed.</returns>
    /// <exception cref="RedeliveryLimitException">Another to the receiver has not ended, or as many as may be have not.</exception>
    ValueTask<RedeliveryJob?> StartRedeliveryAsync(
        string? tenant, RedeliveryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists what was begun to be delivered to it again, the latest first.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The jobs; <see langword="null"/> where there is no such receiver.</returns>
    ValueTask<IReadOnlyList<RedeliveryJob>?> ListRedeliveriesAsync(
        string? tenant, string id, CancellationToken cancellationToken = default);

    /// <summary>Ends a job. What it has added already is delivered.</summary>
    /// <param name="tenant">Whose the receiver is.</param>
    /// <param name="id">The id of the receiver.</param>
    /// <param name="job">The number of the job.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the receiver had such a job that had not ended.</returns>
    ValueTask<bool> CancelRedeliveryAsync(string? tenant, string id, long job, CancellationToken cancellationToken = default);
}

/// <summary>What a challenge came to.</summary>
/// <param name="IsConfirmed">Whether it was answered as it must be.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Endpoint">The receiver as it is now.</param>
public sealed record EndpointConfirmation(bool IsConfirmed, WebhookAttempt Attempt, RegisteredEndpoint Endpoint);
