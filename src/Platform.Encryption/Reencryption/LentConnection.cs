using System.Data.Common;

namespace Platform.Encryption.Reencryption;

/// <summary>An open connection for a page of work, and how it is given back.</summary>
/// <param name="connection">The connection, to the primary and no replica, and without a transaction.</param>
/// <param name="giveBack">Closes it, or whatever is to be done with it.</param>
public sealed class LentConnection(DbConnection connection, Func<ValueTask> giveBack) : IAsyncDisposable
{
    /// <summary>The connection.</summary>
    public DbConnection Connection { get; } = connection ?? throw new ArgumentNullException(nameof(connection));

    /// <summary>Gives it back.</summary>
    /// <returns>When that is done.</returns>
    public ValueTask DisposeAsync() => giveBack();
}
