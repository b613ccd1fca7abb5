using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Reencryption;

/// <summary>The columns of a context's database, reached as the program reaches them. Only its connection is used: no entity is read, no interceptor is called, no concurrency token changes.</summary>
internal static class ContextTargets
{
    private static readonly string[] Providers = ["Microsoft.EntityFrameworkCore.Sqlite", "Npgsql.EntityFrameworkCore.PostgreSQL"];

    public static IReadOnlyList<SealedColumnTarget> Of<TContext>(IServiceScopeFactory scopes, Func<IServiceProvider, string, TContext> create, TContext context)
        where TContext : DbContext
    {
        CheckProvider(context.Database.ProviderName, typeof(TContext));
        return
        [
            .. context.Model.GetSealedColumns().Select(column =>
                new SealedColumnTarget((tenant, cancellationToken) => OpenAsync(scopes, create, tenant, cancellationToken), column, $"{typeof(TContext).Name}: {column.Name}")),
        ];
    }

    /// <summary>At once, and not as an error of syntax in the middle of the night.</summary>
    public static void CheckProvider(string? provider, Type context)
    {
        if (!Providers.Contains(provider))
            throw new NotSupportedException($"{context.Name} is one of {provider}. Columns are re-encrypted with {string.Join(" and ", Providers)}; for others make an {nameof(IReencryptionTarget)}.");
    }

    public static async ValueTask<LentConnection> OpenAsync<TContext>(IServiceScopeFactory scopes, Func<IServiceProvider, string, TContext> create, string tenant, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var context = create(scope.ServiceProvider, tenant);
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return new LentConnection(
                context.Database.GetDbConnection(),
                async () =>
                {
                    await context.Database.CloseConnectionAsync().ConfigureAwait(false);
                    await context.DisposeAsync().ConfigureAwait(false);
                    await scope.DisposeAsync().ConfigureAwait(false);
                });
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
