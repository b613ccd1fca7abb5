using Microsoft.Data.Sqlite;

namespace Platform.Shared;

/// <summary>Statements that are compiled once and run again and again. For packages of the SQLite engine.</summary>
internal static class SqliteStatements
{
    /// <summary>Makes a statement with parameters that are to be set, in their order, by <see cref="Set"/>.</summary>
    public static SqliteCommand Prepare(this SqliteConnection connection, string text, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    /// <summary>Sets the parameters for the next run.</summary>
    public static void Set(this SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
