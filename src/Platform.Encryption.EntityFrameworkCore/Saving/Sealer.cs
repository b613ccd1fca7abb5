using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Saving;

/// <summary>Finds texts that differ from what was opened, and seals them. A text that is the same keeps its value, in the table: only what is new there is written.</summary>
/// <param name="context">The context that saves.</param>
/// <param name="session">Its keys.</param>
internal sealed class Sealer(DbContext context, EncryptionSession session)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task SealAsync(CancellationToken cancellationToken)
    {
        if (session.Model.Properties.Count == 0)
            return;
        var changed = context.ChangeTracker.Entries()
            .Where(static entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Unchanged)
            .SelectMany(ChangesOf).ToList();
        if (changed.Count == 0)
            return;

        await session.BeginAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (entry, entity, property) in changed)
        {
            var text = property.Get(entry.Entity);
            var shadow = entry.Property(property.Shadow.Name);
            if (text is null)
            {
                Clear(shadow);
                foreach (var index in property.Indexes)
                    Clear(entry.Property(index.Shadow.Name));
                continue;
            }
            if (property.State == EncryptionState.ReadBoth)
            {
                shadow.CurrentValue = new SealedText(Encode(property, text), text);
                continue;
            }
            var lease = await session.LeaseOrCreateAsync(session.ScopeOf(property, EncryptedEntity.SubjectOf(property, entry.Entity)), cancellationToken).ConfigureAwait(false);
            shadow.CurrentValue = new SealedText(lease.Fields.SealText(session.ColumnOf(property).Row(entity.RowKeyOf(entry.Entity)), text), text);
            foreach (var index in property.Indexes)
            {
                var indexing = await session.LeaseOrCreateAsync(index.Index.ScopeFor(session.Tenant), cancellationToken).ConfigureAwait(false);
                entry.Property(index.Shadow.Name).CurrentValue = indexing.Indexer(index.Index).ComputeCell(text);
            }
        }
    }

    private IEnumerable<(EntityEntry Entry, EncryptedEntity Entity, EncryptedProperty Property)> ChangesOf(EntityEntry entry)
    {
        if (session.Model.Find(entry.Metadata) is not { } entity)
            yield break;
        var isWhole = IsWholeFromOutside(entry, entity);
        var isMoved = entry.State == EntityState.Modified && entity.Row.Any(property => entry.Property(property.Name).IsModified);
        foreach (var property in entity.Properties)
        {
            var value = session.ValueOf(entry, entity, property);
            var text = property.Get(entry.Entity);
            if (value is { State: SealedTextState.Unopened })
                throw new InvalidOperationException($"{property.DisplayName} was reloaded and not opened: call OpenEncryptedAsync on the entry after Reload, so that the property has the text of the database and no older one.");
            var hasOtherKey = value is not null && property.SubjectProperty is { } subject && entry.State == EntityState.Modified && entry.Property(subject.Name).IsModified;
            if (entry.State == EntityState.Added || value?.Text != text || isWhole || value is { IsOutdated: true } || (text is not null && (isMoved || hasOtherKey)))
                yield return (entry, entity, property);
            else if (entry.State == EntityState.Modified)
                KeepStored(entry, property);
        }
    }

    /// <summary>What was read some time ago may have been sealed anew in the table since, with a key that stays: a text that is the same does not bring the old value back.</summary>
    private static void KeepStored(EntityEntry entry, EncryptedProperty property)
    {
        entry.Property(property.Shadow.Name).IsModified = false;
        foreach (var index in property.Indexes)
            entry.Property(index.Shadow.Name).IsModified = false;
    }

    /// <summary>Empties a column, also where nobody knows what is in it.</summary>
    private static void Clear(PropertyEntry shadow)
    {
        shadow.CurrentValue = null;
        if (shadow.EntityEntry.State != EntityState.Added)
            shadow.IsModified = true;
    }

    /// <summary>Whether an entity that was read by nobody here is to be written whole, as Update says: EF Core leaves shadow properties out of that.</summary>
    private bool IsWholeFromOutside(EntityEntry entry, EncryptedEntity entity) => entry.State == EntityState.Modified && !session.HasRead(entry, entity)
        && entry.Properties.Where(static property => !property.Metadata.IsShadowProperty() && !property.Metadata.IsPrimaryKey()).All(static property => property.IsModified);

    private static byte[] Encode(EncryptedProperty property, string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException($"The text of {property.DisplayName} is not well-formed: it has half of a surrogate pair.");
        }
    }
}
