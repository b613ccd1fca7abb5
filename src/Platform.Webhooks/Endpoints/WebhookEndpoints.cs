using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>What people do with receivers: each change is read, decided, and written where nobody else was faster.</summary>
internal sealed partial class WebhookEndpoints(
    IEndpointStore store,
    IAttemptStore attempts,
    AttemptRecorder recorder,
    EndpointRules rules,
    EndpointSecrets secrets,
    WebhookOwnership ownership,
    WebhookSender sender,
    WebhookCatalog? catalog,
    Func<IOutboxRedelivery> redelivery,
    IOptions<PlatformWebhooksEndpointsOptions> options,
    TimeProvider time,
    ILogger logger) : IWebhookEndpoints
{
    private const int MostListed = 1_000;

    /// <summary>One in use, one that it has replaced, and two before.</summary>
    private const int MostKeys = 4;

    /// <summary>Who names no version wants his change whatever else has changed.</summary>
    private const int MostTries = 10;

    private const int MostCallsAtOnce = 5;
    private const int MostChangesAtOnce = 20;

    private readonly TenantRate _calls = new(
        options.Value.MostCallsPerMinute, MostCallsAtOnce, "Receivers of this tenant were called too often within a minute.", time);

    private readonly TenantRate _changes = new(
        options.Value.MostChangesPerMinute, MostChangesAtOnce, "Receivers of this tenant were changed too often within a minute.", time);

    public async ValueTask<IssuedEndpoint> CreateAsync(
        string? tenant, WebhookEndpointSettings settings, string? by = null, CancellationToken cancellationToken = default)
    {
        OutboxEvent.RequireName(tenant, nameof(tenant));
        OutboxEvent.RequireName(by, nameof(by));
        if (tenant is null && !options.Value.AllowOwn)
            throw new WebhookEndpointRefusedException("Tenant", "Name a tenant: this host has no receivers of its own.");
        rules.Require(settings);
        _changes.Take(tenant);
        var now = time.GetUtcNow();
        var (id, secret) = ($"ep_{Guid.CreateVersion7(now):n}", WebhookSecret.Generate());
        var row = new EndpointRow
        {
            Id = id,
            Tenant = tenant,
            Version = 1,
            Document = new EndpointDocument(settings, [new EndpointKey(secret.KeyId)]).Write(),
            Secrets = await secrets.SealAsync(new WebhookSecretOwner(tenant, id), [secret], cancellationToken).ConfigureAwait(false),
            CreatedAt = now,
            ChangedAt = now,
        };
        var update = new EndpointUpdate(row, null, LaneStep.None, Told(row, WebhookEndpointAction.Created, by));
        if (!await store.AddEndpointAsync(update, options.Value.MostOfTenant, cancellationToken).ConfigureAwait(false))
            throw new WebhookEndpointLimitException($"There are {options.Value.MostOfTenant} receivers already, and there may be no more.");
        return new IssuedEndpoint(EndpointDocument.Registered(row), secret);
    }

    public async ValueTask<RegisteredEndpoint?> FindAsync(string? tenant, string id, CancellationToken cancellationToken = default) =>
        await RowAsync(new EndpointReference(tenant, id), cancellationToken).ConfigureAwait(false) is { } row
            ? EndpointDocument.Registered(row) : null;

    public async ValueTask<IReadOnlyList<RegisteredEndpoint>> ListAsync(
        string? tenant, string? after = null, int most = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostListed);
        var rows = await store.ListEndpointsAsync(tenant, after, most, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(EndpointDocument.Registered)];
    }

    public ValueTask<RegisteredEndpoint?> ChangeAsync(
        EndpointReference endpoint, WebhookEndpointSettings settings, string? by = null, CancellationToken cancellationToken = default)
    {
        rules.Require(settings);
        return WriteAsync(
            endpoint, WebhookEndpointAction.Changed, by,
            row =>
            {
                var document = EndpointDocument.Of(row);
                var isSameUrl = document.Settings.Url == settings.Url;
                var changed = row with
                {
                    Document = (document with { Settings = settings }).Write(),
                    IsConfirmed = row.IsConfirmed && isSameUrl,
                };
                return (changed, isSameUrl || !row.HasLane ? LaneStep.None : LaneStep.Disable);
            },
            cancellationToken);
    }

    public async ValueTask<EndpointConfirmation?> ConfirmAsync(
        EndpointReference endpoint, string? by = null, CancellationToken cancellationToken = default)
    {
        OutboxEvent.RequireName(by, nameof(by));
        if (await RowAsync(endpoint, cancellationToken).ConfigureAwait(false) is not { } row)
            return null;
        _calls.Take(row.Tenant);
        var signing = await secrets.SigningAsync(row, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var answer = await ownership.ChallengeAsync(
            new Uri(EndpointDocument.Of(row).Settings.Url), new WebhookSigner([.. signing]), row.Tenant,
                cancellationToken).ConfigureAwait(false);
        if (!answer.IsConfirmed)
            return new EndpointConfirmation(false, answer.Attempt, EndpointDocument.Registered(row));
        // Of the version that was asked, whatever the caller has seen: in the meantime it may have got another URL.
        var asked = endpoint with { Version = row.Version };
        return await ConfirmedAsync(asked, WebhookEndpointAction.Confirmed, by, cancellationToken).ConfigureAwait(false) is { } confirmed
            ? new EndpointConfirmation(true, answer.Attempt, confirmed) : null;
    }

    public ValueTask<RegisteredEndpoint?> VouchAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default) => endpoint.Version is null
        ? throw new ArgumentException("Name the version whose URL was seen.", nameof(endpoint))
        : ConfirmedAsync(endpoint, WebhookEndpointAction.Vouched, by, cancellationToken);

    public ValueTask<RegisteredEndpoint?> PauseAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default) =>
        WriteAsync(
            endpoint, WebhookEndpointAction.Paused, by, static row =>
                (row with { IsPaused = true }, row.HasLane ? LaneStep.Disable : LaneStep.None),
            cancellationToken);

    public ValueTask<RegisteredEndpoint?> ResumeAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default) =>
        WriteAsync(
            endpoint, WebhookEndpointAction.Resumed, by,
            static row => (row with { IsPaused = false }, row.IsConfirmed ? LaneStep.Enable : LaneStep.None), cancellationToken);

    public ValueTask<IssuedEndpoint?> RotateSecretAsync(
        EndpointReference endpoint, string? by = null, CancellationToken cancellationToken = default) =>
        ReplaceSecretAsync(endpoint, WebhookEndpointAction.Rotated, by, KeptAsync, cancellationToken);

    public ValueTask<IssuedEndpoint?> RevokeSecretsAsync(
        EndpointReference endpoint, string? by = null, CancellationToken cancellationToken = default) =>
        ReplaceSecretAsync(
            endpoint, WebhookEndpointAction.Revoked, by, static (_, _) => Task.FromResult<List<(EndpointKey, WebhookSecret)>>([]),
            cancellationToken);

    public async ValueTask<bool> DeleteAsync(EndpointReference endpoint, string? by = null,
        CancellationToken cancellationToken = default) =>
        await WriteAsync(
            endpoint, WebhookEndpointAction.Deleted, by, static row => (row with { IsDeleted = true, Secrets = default }, LaneStep.Close),
            cancellationToken).ConfigureAwait(false) is not null;

    public async ValueTask<WebhookAttempt?> SendTestAsync(
        EndpointReference reference, string? type = null, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var body = WebhookTest.Body(type, catalog, now);
        if (await RowAsync(reference, cancellationToken).ConfigureAwait(false) is not { IsConfirmed: true } row)
            return null;
        _calls.Take(row.Tenant);
        var signing = await secrets.SigningAsync(row, now, cancellationToken).ConfigureAwait(false);
        var endpoint = rules.Endpoint(row.Id, row.Tenant, EndpointDocument.Of(row).Settings, signing);
        var message = WebhookTest.Message(type, body, row.Tenant, now);
        // As it is sent an event of the catalogue; the test's own type is in no catalogue.
        var asPublished = new WebhookContent(message.ContentType, message.Body);
        var content = message.Type == WebhookTest.Type ? asPublished : endpoint.Format?.Write(message) ?? asPublished;
        var answer = recorder.Answer();
        var attempt = await sender.SendAsync(
            endpoint.Url, endpoint.Signer, message.Id, content.ContentType, content.Body, answer, cancellationToken).ConfigureAwait(false);
        try
        {
            await recorder.KeepNowAsync(row.Id, message, content, attempt, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // It was made, whatever is remembered of it.
            Log.AttemptNotKept(logger, failure, row.Id);
        }
        return attempt;
    }

    public async ValueTask<IReadOnlyList<KeptAttempt>?> ListAttemptsAsync(
        string? tenant, string id, long? before = null, int most = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostListed);
        return await RowAsync(new EndpointReference(tenant, id), cancellationToken).ConfigureAwait(false) is null
            ? null : await attempts.ListAttemptsAsync(id, before, most, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<RegisteredEndpoint?> ConfirmedAsync(
        EndpointReference endpoint, WebhookEndpointAction action, string? by, CancellationToken cancellationToken) => WriteAsync(
            endpoint, action, by,
            static row => (row with { IsConfirmed = true, HasLane = true }, row.IsPaused ? LaneStep.Disable : LaneStep.Enable),
                cancellationToken);

    private async ValueTask<IssuedEndpoint?> ReplaceSecretAsync(
        EndpointReference endpoint, WebhookEndpointAction action, string? by,
        Func<EndpointRow, CancellationToken, Task<List<(EndpointKey Key, WebhookSecret Secret)>>> keep, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.Generate();
        var replaced = await WriteAsync(
            endpoint, action, by,
            async row =>
            {
                var kept = await keep(row, cancellationToken).ConfigureAwait(false);
                var sealedSecrets = await secrets.SealAsync(
                    new WebhookSecretOwner(row.Tenant, row.Id), kept.Select(static each => each.Secret).Prepend(secret),
                        cancellationToken).ConfigureAwait(false);
                var keys = kept.Select(static each => each.Key).Prepend(new EndpointKey(secret.KeyId));
                var document = EndpointDocument.Of(row) with { Keys = [.. keys] };
                return (row with { Document = document.Write(), Secrets = sealedSecrets }, LaneStep.None);
            },
            cancellationToken).ConfigureAwait(false);
        return replaced is null ? null : new IssuedEndpoint(replaced, secret);
    }

    /// <summary>Those that go on signing beside a new one.</summary>
    private async Task<List<(EndpointKey Key, WebhookSecret Secret)>> KeptAsync(EndpointRow row, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + options.Value.SecretOverlap;
        try
        {
            var old = await secrets.OpenAsync(row, cancellationToken).ConfigureAwait(false);
            return [.. EndpointDocument.Of(row).Keys.Zip(old)
                .Select(each => (each.First with { Until = each.First.Until ?? until }, each.Second))
                .Where(each => each.Item1.Until > time.GetUtcNow()).Take(MostKeys - 1)];
        }
        catch (WebhookSecretsUnavailableException failure) when (failure.InnerException is CryptographicException)
        {
            // They are lost, and sign for nobody any more.
            return [];
        }
    }

    private async ValueTask<EndpointRow?> RowAsync(EndpointReference endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint.Id);
        var row = await store.FindEndpointAsync(endpoint.Id, cancellationToken).ConfigureAwait(false);
        if (row is null || row.Tenant != endpoint.Tenant)
            return null;
        return endpoint.Version is { } seen && seen != row.Version ? throw new WebhookEndpointConflictException(row.Id) : row;
    }

    private ValueTask<RegisteredEndpoint?> WriteAsync(
        EndpointReference endpoint, WebhookEndpointAction action, string? by, Func<EndpointRow, (EndpointRow Row, LaneStep Step)> change,
        CancellationToken cancellationToken) => WriteAsync(endpoint, action, by, row => Task.FromResult(change(row)), cancellationToken);

    private async ValueTask<RegisteredEndpoint?> WriteAsync(
        EndpointReference endpoint, WebhookEndpointAction action, string? by, Func<EndpointRow,
            Task<(EndpointRow Row, LaneStep Step)>> change,
        CancellationToken cancellationToken)
    {
        OutboxEvent.RequireName(by, nameof(by));
        for (var tries = 1; await RowAsync(endpoint, cancellationToken).ConfigureAwait(false) is { } before; tries++)
        {
            // A challenge has a rate of its own, and who vouches is none of the tenant's.
            if (tries == 1 && action is not (WebhookEndpointAction.Confirmed or WebhookEndpointAction.Vouched))
                _changes.Take(before.Tenant);
            var (row, step) = await change(before).ConfigureAwait(false);
            row = row with { Version = before.Version + 1, ChangedAt = time.GetUtcNow() };
            var lane = row is { HasLane: true, IsDeleted: false }
                ? EndpointRules.Lane(row.Id, row.Tenant, EndpointDocument.Of(row).Settings) : null;
            var update = new EndpointUpdate(row, lane, step, Told(row, action, by));
            if (await store.ReplaceEndpointAsync(update, cancellationToken).ConfigureAwait(false))
            {
                var isLaneDisabled = step == LaneStep.None ? before.IsLaneDisabled : step == LaneStep.Disable || before.IsLaneBarred;
                return EndpointDocument.Registered(row with { IsLaneDisabled = isLaneDisabled });
            }
            if (endpoint.Version is not null || tries == MostTries)
                throw new WebhookEndpointConflictException(before.Id);
        }
        return null;
    }

    private OutboxRecord Told(EndpointRow row, WebhookEndpointAction action, string? by)
    {
        var document = EndpointDocument.Of(row);
        var change = new WebhookEndpointChange(
            row.Id, row.Tenant, action, row.Version, by, new Uri(document.Settings.Url).GetLeftPart(UriPartial.Authority),
                document.Settings.Types,
            [.. document.Keys.Select(static key => key.Id)]);
        return OutboxRecord.Of(change.ToEvent(time), time.GetUtcNow());
    }
}
