using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>What a context can tell of encrypted properties.</summary>
public static class PlatformEncryptionDbContextExtensions
{
    /// <summary>Opens what <c>Reload</c> has read, and sets the properties. To be called after each <c>Reload</c>: EF Core makes no entity then, so nothing else would.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>When it is done.</returns>
    /// <exception cref="SealedValueException">A value does not open.</exception>
    public static async Task OpenEncryptedAsync(this EntityEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await entry.Context.GetService<EncryptionSession>().OpenAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has the encrypted properties of a tracked entity sealed and indexed anew when it is saved, though their texts have not changed: with the newest keys, and out of plaintext while a column is moving. What is erased stays.</summary>
    /// <param name="entry">The entry.</param>
    public static void SealAgain(this EntityEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (EncryptedModel.Of(entry.Context.Model).Find(entry.Metadata) is not { } entity)
            return;
        var session = entry.Context.GetService<EncryptionSession>();
        foreach (var property in entity.Properties)
            session.ValueOf(entry, entity, property)?.MarkOutdated();
    }

    /// <summary>Tells what became of the sealed value of a property: whether it is empty because its key was destroyed.</summary>
    /// <typeparam name="TEntity">The entity.</typeparam>
    /// <param name="entry">The entry of a tracked entity.</param>
    /// <param name="property">The encrypted property.</param>
    /// <returns>The state; <see cref="SealedTextState.Opened"/> also where the column is empty.</returns>
    /// <exception cref="ArgumentException">It is no encrypted property.</exception>
    public static SealedTextState StateOfEncrypted<TEntity>(this EntityEntry<TEntity> entry, Expression<Func<TEntity, string?>> property)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(property);
        var session = entry.Context.GetService<EncryptionSession>();
        var encrypted = property.Body is MemberExpression member ? session.Model.Find(member, out _) : null;
        if (encrypted is null || session.Model.Find(entry.Metadata) is not { } entity || session.Model.Find(entry.Metadata, encrypted) is not { } own)
            throw new ArgumentException($"{property.Body} is not encrypted.", nameof(property));
        return session.ValueOf(entry, entity, own)?.State ?? SealedTextState.Opened;
    }
}
