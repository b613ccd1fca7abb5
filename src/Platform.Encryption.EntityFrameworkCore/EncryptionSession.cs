using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Platform.Encryption.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Reading;
using Platform.Encryption.Keys;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>
/// The keys that a context has in hand: leased when a query or a saving begins, so that opening and sealing wait for nothing. Used by one thread at a time, as the context
/// is.
/// </summary>
internal sealed class EncryptionSession : IResettableService, IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly DbContext _context;
    private readonly Keyring _keyring;
    private readonly Func<DbContext, string> _tenantOf;
    private readonly Dictionary<KeyScope, KeyLease> _leases = [];

    /// <summary>
    /// What was opened of entities that queries have made which were compiled by hand: there EF Core reads a column once for the tracker and once for us, and
    /// the tracker's own object knows nothing.
    /// </summary>
    private readonly ConditionalWeakTable<object, SealedText?[]> _opened = new();
#pragma warning disable EF1001 // What knows by an object how it is tracked, without making an EntityEntry for each row.
    private IStateManager? _states;
#pragma warning restore EF1001
    private EncryptedModel? _model;
    private OpeningPage? _page;
    private ColumnAddress?[] _columns = [];
    private KeyLease?[] _purposes = [];
    private string _tenant = "";
    private byte[] _buffer = [];

    public EncryptionSession(ICurrentDbContext context, IDbContextOptions options)
    {
        _context = context.Context;
        var extension = options.FindExtension<EncryptionExtension>()!;
        (_keyring, _tenantOf) = (extension.Keyring, extension.Tenant);
    }

    public EncryptedModel Model => _model ??= EncryptedModel.Of(_context.Model);

    public string Tenant => _tenant;

    /// <summary>
    /// Has what is read from now on wait on a page for <see cref="OpenAsync(OpeningPage, CancellationToken)"/>: tracked entities are opened out of what is
    /// tracked, and the keys that are not in hand are fetched at once. Without a
    /// page each is opened, and waited for, while it is made.
    /// </summary>
    /// <returns>The page of before, to be put back.</returns>
    public OpeningPage? Enter(OpeningPage? page)
    {
        var before = _page;
        _page = page;
        return before;
    }

    /// <summary>Notes an entity that is about to be tracked; <see langword="false"/> where there is no page.</summary>
    public bool TryOpenLater(EncryptedEntity entity, object instance)
    {
        _page?.Tracked.Add((entity, instance));
        return _page is not null;
    }

    /// <summary>Leases the keys of all purposes of the tenant, as they are now.</summary>
    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        var tenant = _tenantOf(_context);
        if (tenant != _tenant)
        {
            ArgumentException.ThrowIfNullOrEmpty(tenant);
            _tenant = tenant;
            _columns = new ColumnAddress?[Model.Properties.Count];
        }
        Release();
        _purposes = new KeyLease?[Model.Properties.Count];
        return LeasePurposesAsync(cancellationToken);
    }

    /// <summary>The lease of a scope, or <see langword="null"/> where it has no key yet or none any more.</summary>
    public async ValueTask<KeyLease?> TryLeaseAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        if (_leases.TryGetValue(scope, out var known))
            return known;
        try
        {
            return await _keyring.TryLeaseAsync(scope, cancellationToken).ConfigureAwait(false) is { } lease ? _leases[scope] = lease : null;
        }
        catch (KeyUnavailableException exception) when (exception.Reason == KeyUnavailableReason.Destroyed)
        {
            return null;
        }
    }

    /// <summary>The lease of a scope, whose first key is made if there is none.</summary>
    public async ValueTask<KeyLease> LeaseOrCreateAsync(KeyScope scope, CancellationToken cancellationToken) =>
        _leases.TryGetValue(scope, out var known) ? known : _leases[scope] = await _keyring.LeaseOrCreateAsync(scope, cancellationToken).ConfigureAwait(false);

    public KeyScope ScopeOf(EncryptedProperty property, string? subject) => property.SubjectProperty is null
        ? KeyScope.ForPurpose(_tenant, property.Purpose)
        : KeyScope.ForSubject(_tenant, property.Purpose, string.IsNullOrEmpty(subject)
            ? throw new InvalidOperationException($"{property.DisplayName} has a key for each subject, and {property.SubjectProperty.Name} says no subject.")
            : subject);

    public ColumnAddress ColumnOf(EncryptedProperty property) => _columns[property.Number] ??= new ColumnAddress(_tenant, property.BoundTable, property.BoundColumn);

    /// <summary>
    /// Opens the values of an entity that is being read and puts the texts into it. Its complex properties are not there yet: what belongs into them waits
    /// for the page.
    /// </summary>
    public void Open(EncryptedEntity entity, object instance, SealedText?[] values, object?[] row, object?[] subjects, bool isTracked)
    {
        // Queries that were compiled by hand come by no other way.
        if (_tenantOf(_context) != _tenant)
            BeginAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        byte[]? rowKey = null;
        var page = _page ?? new OpeningPage();
        for (var i = 0; i < values.Length; i++)
        {
            var property = entity.Properties[i];
            if (values[i] is { } value)
            {
                rowKey ??= RowKey.Encode(entity.Row, row);
                if (!TryOpen(property, value, rowKey, EncryptedEntity.SubjectOf(property, entity, subjects)))
                {
                    page.Pending.Add(new PendingValue(property, value, rowKey, instance));
                    continue;
                }
            }
            if (property.Members.Count == 1)
                property.Set(instance, values[i]?.Text);
            else if (_page is not null)
                page.Unset.Add((property, instance, values[i]?.Text));
            else
                throw new InvalidOperationException($"A compiled query cannot read {property.DisplayName}, which is encrypted and lies in a complex property. Ask an ordinary query.");
        }
        if (isTracked)
            _opened.AddOrUpdate(instance, values);
        if (_page is null && !page.IsEmpty)
            OpenAsync(page, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Opens the values of an entity that was reloaded, and puts the texts into it.</summary>
    public async ValueTask OpenAsync(EntityEntry entry, CancellationToken cancellationToken)
    {
        if (Model.Find(entry.Metadata) is not { } entity)
            return;
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        byte[]? rowKey = null;
        var page = new OpeningPage();
        foreach (var property in entity.Properties)
            Open(entity, property, entry.Entity, (SealedText?)entry.Property(property.Shadow.Name).CurrentValue, page, ref rowKey);
        await OpenAsync(page, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether an entity was read here, so that what was opened of it is known. One whose columns are all empty counts as not read, which writes them empty
    /// once more.
    /// </summary>
    public bool HasRead(EntityEntry entry, EncryptedEntity entity) => _opened.TryGetValue(entry.Entity, out _)
        || entity.Properties.Any(property => entry.Property(property.Shadow.Name).CurrentValue is SealedText { State: not SealedTextState.Unopened });

    /// <summary>The sealed value of a tracked entity, with what is known of its text.</summary>
    public SealedText? ValueOf(EntityEntry entry, EncryptedEntity entity, EncryptedProperty property)
    {
        var value = (SealedText?)entry.Property(property.Shadow.Name).CurrentValue;
        return value is { State: SealedTextState.Unopened } && _opened.TryGetValue(entry.Entity, out var opened)
            && opened[property.Number - entity.Properties[0].Number] is { } known && known.Bytes.AsSpan().SequenceEqual(value.Bytes)
            ? known
            : value;
    }

    /// <summary>Opens one value of a projection.</summary>
    public string? Open(EncryptedProperty property, SealedText? value, byte[] rowKey, string? subject)
    {
        if (value is null)
            return null;
        if (!TryOpen(property, value, rowKey, subject))
        {
            var page = new OpeningPage();
            page.Pending.Add(new PendingValue(property, value, rowKey, Instance: null));
            OpenAsync(page, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        return value.Text;
    }

    /// <summary>Opens what waits on a page, and empties it. The keys that are not in hand are fetched in one round trip.</summary>
    public ValueTask OpenAsync(OpeningPage page, CancellationToken cancellationToken)
    {
        try
        {
            if (page.Tracked.Count > 0)
                OpenTracked(page);
            foreach (var (property, instance, text) in page.Unset)
                property.Set(instance, text);
        }
        catch
        {
            Forget(page);
            throw;
        }
        if (page.Pending.Count > 0)
            return OpenPendingAsync(page, cancellationToken);
        page.Clear();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Nobody has seen the entities of a page that does not open. They are tracked no more: asked for again they would come as they are, without their texts.
    /// </summary>
    public void Forget(OpeningPage page)
    {
#pragma warning disable EF1001
        _states ??= _context.GetService<IStateManager>();
        var instances = page.Tracked.Select(static each => each.Instance).ToList();
        page.Clear();
        foreach (var instance in instances)
            _states.TryGetEntry(instance)?.SetEntityState(EntityState.Detached);
#pragma warning restore EF1001
    }

    public void ResetState()
    {
        Release();
        (_tenant, _columns) = ("", []);
        _page = null;
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }

    public void Dispose() => Release();

    private async ValueTask OpenPendingAsync(OpeningPage page, CancellationToken cancellationToken)
    {
        try
        {
            KeyId[] ids = [.. page.Pending.Select(static each => IdOf(each.Value)).Distinct()];
            var found = await _keyring.PrefetchAsync(ids, cancellationToken).ConfigureAwait(false);
            var gone = found.Gone.ToHashSet();
            foreach (var each in page.Pending)
            {
                var id = IdOf(each.Value);
                var lease = found.Scopes.TryGetValue(id, out var scope) && scope.Tenant == _tenant
                    ? await LeaseAgainAsync(scope, cancellationToken).ConfigureAwait(false)
                    : null;
                var result = lease is null ? OpenResult.KeyNotFound : TryOpen(lease, each.Property, each.Value, each.RowKey);
                if (result == OpenResult.KeyNotFound && (gone.Contains(id) || (scope?.Tenant == _tenant && lease is null)))
                    each.Value.Erased();
                else if (result != OpenResult.Opened)
                    throw new SealedValueException(result);
                if (each.Instance is { } instance)
                    each.Property.Set(instance, each.Value.Text);
            }
        }
        catch
        {
            Forget(page);
            throw;
        }
        page.Clear();
    }

    private static KeyId IdOf(SealedText value) => KeyId.TryReadFrom(value.Bytes, out var id) ? id : throw new SealedValueException(OpenResult.NotSealed);

    private async ValueTask LeasePurposesAsync(CancellationToken cancellationToken)
    {
        foreach (var purpose in Model.Purposes)
            await TryLeaseAsync(KeyScope.ForPurpose(_tenant, purpose), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Opens entities that are tracked by now. EF Core has read their columns for the tracker, so the values that know their texts are the tracker's own:
    /// nothing is read twice, and nothing is remembered beside it.
    /// </summary>
    private void OpenTracked(OpeningPage page)
    {
        if (_tenantOf(_context) != _tenant)
            BeginAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
#pragma warning disable EF1001
        _states ??= _context.GetService<IStateManager>();
        foreach (var (entity, instance) in page.Tracked)
        {
            if (_states.TryGetEntry(instance) is not { } entry)
            {
                throw new InvalidOperationException(
                    $"{entity.EntityType.DisplayName()} was read to be tracked, and is not: an interceptor has put another object in its place. " +
                    "Read it with AsNoTracking.");
            }
            byte[]? rowKey = null;
            for (var i = 0; i < entity.Properties.Count; i++)
                Open(entity, entity.Properties[i], instance, (SealedText?)entry[entity.Properties[i].Shadow], page, ref rowKey);
        }
#pragma warning restore EF1001
    }

    private void Open(EncryptedEntity entity, EncryptedProperty property, object instance, SealedText? value, OpeningPage page, ref byte[]? rowKey)
    {
        if (value is null)
        {
            property.Set(instance, null);
            return;
        }
        rowKey ??= entity.RowKeyOf(instance);
        if (TryOpen(property, value, rowKey, EncryptedEntity.SubjectOf(property, instance)))
            property.Set(instance, value.Text);
        else
            page.Pending.Add(new PendingValue(property, value, rowKey, instance));
    }

    /// <summary>What was prefetched may have come after the lease that is in hand.</summary>
    private async ValueTask<KeyLease?> LeaseAgainAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        if (_leases.Remove(scope, out var former))
            former.Dispose();
        Array.Clear(_purposes);
        return await TryLeaseAsync(scope, cancellationToken).ConfigureAwait(false);
    }

    private bool TryOpen(EncryptedProperty property, SealedText value, byte[] rowKey, string? subject)
    {
        if (!KeyId.TryReadFrom(value.Bytes, out _))
        {
            value.Opened(PlaintextOf(property, value));
            return true;
        }
        if (LeaseInHand(property, subject) is not { } lease)
            return false;
        return TryOpen(lease, property, value, rowKey) switch
        {
            OpenResult.Opened => true,
            OpenResult.KeyNotFound => false,
            var result => throw new SealedValueException(result),
        };
    }

    private KeyLease? LeaseInHand(EncryptedProperty property, string? subject)
    {
        if (property.SubjectProperty is null)
            return _purposes[property.Number] ??= _leases.GetValueOrDefault(KeyScope.ForPurpose(_tenant, property.Purpose));
        return string.IsNullOrEmpty(subject) ? null : _leases.GetValueOrDefault(KeyScope.ForSubject(_tenant, property.Purpose, subject));
    }

    private OpenResult TryOpen(KeyLease lease, EncryptedProperty property, SealedText value, byte[] rowKey)
    {
        var room = FieldCipher.GetMaxPlaintextLength(value.Bytes.Length);
        if (_buffer.Length < room)
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(256, 2 * room));
        var result = lease.Fields.TryOpen(ColumnOf(property).Row(rowKey), value.Bytes, _buffer.AsSpan(0, room), out var written);
        if (result != OpenResult.Opened)
            return result;
        try
        {
            value.Opened(StrictUtf8.GetString(_buffer, 0, written));
            return OpenResult.Opened;
        }
        catch (DecoderFallbackException)
        {
            throw new SealedValueException(OpenResult.NotText);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, written));
        }
    }

    private static string PlaintextOf(EncryptedProperty property, SealedText value)
    {
        if (property.State == EncryptionState.Strict)
            throw new SealedValueException(OpenResult.NotSealed);
        try
        {
            return StrictUtf8.GetString(value.Bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new SealedValueException(OpenResult.NotText);
        }
    }

    private void Release()
    {
        foreach (var lease in _leases.Values)
            lease.Dispose();
        _leases.Clear();
        Array.Clear(_purposes);
    }
}
