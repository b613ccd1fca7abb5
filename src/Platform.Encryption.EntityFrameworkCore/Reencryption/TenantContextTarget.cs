using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.Erasing;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Reencryption;

/// <summary>All columns of a context that is another one for each tenant: another database, another schema, another role. One target, since there is no model before there is a tenant.</summary>
/// <typeparam name="TContext">The context.</typeparam>
/// <param name="scopes">Where services come from.</param>
/// <param name="create">Makes the context of a tenant.</param>
internal sealed class TenantContextTarget<TContext>(IServiceScopeFactory scopes, Func<IServiceProvider, string, TContext> create) : IReencryptionTarget, IErasurePlace
    where TContext : DbContext
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<SealedColumnTarget>> _tenants = new(StringComparer.Ordinal);

    public string Name => typeof(TContext).Name;

    public bool MayHold(KeyScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return TargetsOf(scope.Tenant).Any(target => target.MayHold(scope));
    }

    public async ValueTask<ReencryptedPage> ReencryptAsync(ReencryptionKeys keys, ReencryptionPosition? after, int limit, CancellationToken cancellationToken)
    {
        var targets = TargetsOf(keys.Tenant);
        var (column, inner) = after as Position ?? new Position(0, null);
        if (column >= targets.Count)
            return new ReencryptedPage();
        var page = await targets[column].ReencryptAsync(keys, inner, limit, cancellationToken).ConfigureAwait(false);
        return page with { Next = page.Next is { } next ? new Position(column, next) : column + 1 < targets.Count ? new Position(column + 1, null) : null };
    }

    public async ValueTask<IReadOnlyDictionary<KeyId, long>> CountAsync(ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<KeyId, long>();
        foreach (var target in TargetsOf(keys.Tenant))
        {
            foreach (var (id, count) in await target.CountAsync(keys, cancellationToken).ConfigureAwait(false))
                counts[id] = counts.GetValueOrDefault(id) + count;
        }
        return counts;
    }

    public IReadOnlyCollection<string> PurposesOf(string tenant) => [.. TargetsOf(tenant).SelectMany(target => target.PurposesOf(tenant)).Distinct(StringComparer.Ordinal)];

    public async ValueTask<ErasedPlace> EraseAsync(ErasedSubject subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var (values, emptied) = (0L, new List<string>());
        foreach (var target in TargetsOf(subject.Tenant))
        {
            var place = await target.EraseAsync(subject, cancellationToken).ConfigureAwait(false);
            values += place.UnreadableValues ?? 0;
            emptied.AddRange(place.Emptied);
        }
        return new ErasedPlace(Name, values, emptied);
    }

    private IReadOnlyList<SealedColumnTarget> TargetsOf(string tenant) => _tenants.GetOrAdd(tenant, tenant =>
    {
        using var scope = scopes.CreateScope();
        using var context = create(scope.ServiceProvider, tenant);
        return ContextTargets.Of(scopes, create, context);
    });

    private sealed record Position(int Column, ReencryptionPosition? Inner) : ReencryptionPosition;
}
