using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Reencryption;

/// <summary>A column of a context's database, reached as the program reaches it. Only its connection is used: no entity is read, no interceptor is called, no concurrency token changes.</summary>
/// <typeparam name="TContext">The context.</typeparam>
/// <param name="scopes">Where contexts come from.</param>
/// <param name="column">The column.</param>
internal sealed class ContextTarget<TContext>(IServiceScopeFactory scopes, SealedColumn column) : IReencryptionTarget
    where TContext : DbContext
{
    private readonly SealedColumnWork _work = new(column);

    public string Name { get; } = $"{typeof(TContext).Name}: {column.Name}";

    public bool MayHold(KeyScope scope) => _work.MayHold(scope);

    public ValueTask<ReencryptedPage> ReencryptAsync(ReencryptionKeys keys, object? after, int limit, CancellationToken cancellationToken) =>
        ConnectedAsync(connection => _work.ReencryptAsync(connection, keys, after, limit, cancellationToken), cancellationToken);

    public ValueTask<long> CountAsync(ReencryptionKeys keys, CancellationToken cancellationToken) =>
        ConnectedAsync(connection => _work.CountAsync(connection, keys, cancellationToken), cancellationToken);

    private async ValueTask<T> ConnectedAsync<T>(Func<DbConnection, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var scopeScope = scope.ConfigureAwait(false);
        var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
        await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(database.GetDbConnection()).ConfigureAwait(false);
        }
        finally
        {
            await database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }
}
