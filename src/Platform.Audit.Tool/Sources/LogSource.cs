using Platform.Audit.Checkpoints;
using Platform.Audit.PostgreSql;
using Platform.Audit.Sqlite;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Sources;

/// <summary>A log that is read: its public files, or a store.</summary>
internal sealed class LogSource : IAsyncDisposable
{
    private const string CheckpointFile = "checkpoint";

    private readonly HttpTiles? _http;

    private LogSource(ITileSource tiles, string name, string? folder = null)
    {
        (Tiles, Name, Folder, _http) = (tiles, name, folder, tiles as HttpTiles);
        Store = tiles as IAuditInspectedStore;
    }

    /// <summary>What it is called, for people. Never with a password.</summary>
    public string Name { get; }

    public ITileSource Tiles { get; }

    /// <summary>The store; <see langword="null"/> where it is public files.</summary>
    public IAuditInspectedStore? Store { get; }

    /// <summary>The folder of public files, where it is one.</summary>
    public string? Folder { get; }

    /// <exception cref="ToolException">It is not there.</exception>
    public static LogSource OfTiles(string place)
    {
        if (Uri.TryCreate(place, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            return new LogSource(new HttpTiles(address), place);
        return Directory.Exists(place) ? new LogSource(new TileFolder(place), place, Path.GetFullPath(place)) : throw new ToolException($"There is no folder {place}.");
    }

    public static LogSource OfSqlite(string file) => new(SqliteAuditStore.OpenReadOnly(file), file);

    public static LogSource OfPostgreSql(string connection, string schema) => new(PostgreSqlAuditStore.OpenReadOnly(connection, schema), $"schema {schema}");

    /// <summary>Reads the newest checkpoint that the log has signed.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public async Task<SignedTree> ReadCheckpointAsync(CheckpointPolicy? policy, CancellationToken cancellationToken)
    {
        var note = Store is not null ? (await Store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Checkpoint
            : _http is not null ? await _http.ReadAsync(CheckpointFile, cancellationToken).ConfigureAwait(false)
            : await ReadFileAsync(cancellationToken).ConfigureAwait(false);
        return note.IsEmpty ? throw new ToolException($"{Name} has no checkpoint yet.") : SignedTree.Read(note, $"the checkpoint of {Name}", policy);
    }

    public async ValueTask DisposeAsync()
    {
        switch (Tiles)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
            default:
                break;
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadFileAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder!, CheckpointFile);
        return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false) : default;
    }
}
