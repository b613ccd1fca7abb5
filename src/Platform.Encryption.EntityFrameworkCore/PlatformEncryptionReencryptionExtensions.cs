using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Reencryption;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>Re-encryption of what a context has sealed.</summary>
public static class PlatformEncryptionReencryptionExtensions
{
    /// <summary>Has every encrypted property of a context, and every blind index, re-encrypted and counted, where all tenants share a database. Adds re-encryption too, if that was not said. Calling it twice is harmless.</summary>
    /// <typeparam name="TContext">The context, as the host has it: with <c>AddDbContext</c>, a pool or a factory; on SQLite or PostgreSQL.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <remarks>In the background there is no request: where the connection, the schema or a role hangs on one, say with the other overload how the context of a tenant is made.</remarks>
    public static PlatformEncryptionBuilder AddReencryptionOf<TContext>(this PlatformEncryptionBuilder builder)
        where TContext : DbContext
    {
        return builder.Add<TContext>(static provider =>
        {
            var scopes = provider.GetRequiredService<IServiceScopeFactory>();
            using var scope = scopes.CreateScope();
            return ContextTargets.Of(scopes, static (services, _) => services.GetRequiredService<TContext>(), scope.ServiceProvider.GetRequiredService<TContext>());
        });
    }

    /// <summary>The same where each tenant has a database, a schema or a role of its own. What is counted for a tenant is counted in its own context.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the context of a tenant from services of a scope of its own; disposed when a page is done.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddReencryptionOf<TContext>(this PlatformEncryptionBuilder builder, Func<IServiceProvider, string, TContext> create)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(create);
        return builder.Add<TContext>(provider => [new TenantContextTarget<TContext>(provider.GetRequiredService<IServiceScopeFactory>(), create)]);
    }

    /// <summary>The columns of all encrypted properties, for a <see cref="SealedColumnTarget"/> where there is no host, and for migrations that make an index on what is searched (<see cref="SealedColumn.GetIndexStatements"/>).</summary>
    /// <param name="model">The model of a context that is in use.</param>
    /// <returns>The columns; one that properties with different keys share comes once for each of these.</returns>
    /// <exception cref="InvalidOperationException">A property lies in no table, in one without a primary key, in another table than what its values are bound to, or shares a column with one that is bound to something else.</exception>
    public static IReadOnlyList<SealedColumn> GetSealedColumns(this IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return SealedColumns.Of(model);
    }

    private static PlatformEncryptionBuilder Add<TContext>(this PlatformEncryptionBuilder builder, Func<IServiceProvider, IEnumerable<IReencryptionTarget>> targets)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static service => service.ServiceType == typeof(ReencryptionOf<TContext>)))
            return builder;
        builder.Services.AddSingleton<ReencryptionOf<TContext>>();
        return builder.AddReencryption().AddReencryptionTargets(targets);
    }
}
