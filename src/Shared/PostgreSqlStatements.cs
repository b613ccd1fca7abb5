using Npgsql;

namespace Platform.Shared;

/// <summary>Runs single statements. For packages of the PostgreSQL engine.</summary>
internal static class PostgreSqlStatements
{
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string text, object[] parameters, CancellationToken cancellationToken)
    {
        var command = Command(connection, text, parameters);
        await using var closing = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<object?> ScalarAsync(this NpgsqlConnection connection, string text, object[] parameters, CancellationToken cancellationToken)
    {
        var command = Command(connection, text, parameters);
        await using var closing = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<List<TRow>> ReadAsync<TRow>(
        this NpgsqlConnection connection, string text, object[] parameters, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken)
    {
        var command = Command(connection, text, parameters);
        await using var closing = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        List<TRow> rows = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, object[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in parameters)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
