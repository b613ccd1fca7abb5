using CityDesk.Data;
using Npgsql;

namespace CityDesk.Tour;

/// <summary>Where the tour's desk keeps what it has: never where the operator's does.</summary>
internal sealed class TourDatabase
{
    private readonly string? _server;
    private readonly string _name = $"citydesk_tour_{Guid.NewGuid():N}";

    /// <param name="settings">What the operator's desk would be started with.</param>
    /// <param name="folder">A folder of the tour's own.</param>
    public TourDatabase(IReadOnlyList<string> settings, string folder)
    {
        var configured = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [.. settings], ContentRootPath = AppContext.BaseDirectory })
            .Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        // Whatever the operator has set of these would win over the folder, and it is his.
        Settings =
        [
            $"--Desk:DataFolder={folder}", $"--Encryption:RootKeyFile={Path.Combine(folder, "citydesk.key")}",
            $"--Audit:KeyFile={Path.Combine(folder, "citydesk-audit.pem")}", $"--Audit:CheckpointFile={Path.Combine(folder, "citydesk-audit.checkpoint")}",
        ];
        if (configured.Provider != DatabaseProvider.PostgreSql)
        {
            Settings = [.. Settings, $"--Database:ConnectionString=Data Source={Path.Combine(folder, "citydesk.db")}"];
            return;
        }

        _server = configured.ConnectionString;
        Settings = [.. Settings, $"--Database:ConnectionString={new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ConnectionString}"];
    }

    public IReadOnlyList<string> Settings { get; }

    /// <summary>Whether it is PostgreSQL.</summary>
    public bool IsServer => _server is not null;

    public async Task DropAsync()
    {
        if (_server is null)
            return;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS \"{_name}\" WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync();
    }
}
