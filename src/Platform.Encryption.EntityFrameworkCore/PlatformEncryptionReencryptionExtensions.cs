using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Reencryption;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>Re-encryption of what a context has sealed.</summary>
public static class PlatformEncryptionReencryptionExtensions
{
    /// <summary>Has every encrypted property of a context, and every blind index, re-encrypted and counted.</summary>
    /// <typeparam name="TContext">The context, as the host has it: with <c>AddDbContext</c>, a pool or a factory.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddReencryptionOf<TContext>(this PlatformEncryptionBuilder builder)
        where TContext : DbContext
    {
        return builder.AddReencryptionTargets(static provider =>
        {
            var scopes = provider.GetRequiredService<IServiceScopeFactory>();
            using var scope = scopes.CreateScope();
            return [.. scope.ServiceProvider.GetRequiredService<TContext>().Model.GetSealedColumns().Select(column => new ContextTarget<TContext>(scopes, column))];
        });
    }

    /// <summary>The columns of all encrypted properties, for a <see cref="SealedColumnTarget"/> where there is no host.</summary>
    /// <param name="model">The model of a context that is in use.</param>
    /// <returns>The columns, each once.</returns>
    /// <exception cref="InvalidOperationException">A table has no primary key, or what a value is bound to lies in another table.</exception>
    public static IReadOnlyList<SealedColumn> GetSealedColumns(this IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return SealedColumns.Of(model);
    }
}
