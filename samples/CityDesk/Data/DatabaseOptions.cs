using System.ComponentModel.DataAnnotations;

namespace CityDesk.Data;

/// <summary>Section <c>Database</c>: the engine below the desk.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <value>Default: <see cref="DatabaseProvider.Sqlite"/>.</value>
    [Display(Prompt = "NAME", Description = "the engine, Sqlite or PostgreSql")]
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Needed for PostgreSQL; for SQLite the file <c>citydesk.db</c> in <see cref="DeskOptions.DataFolder"/> when empty.</summary>
    /// <value>Default: empty.</value>
    [Display(Prompt = "TEXT", Description = "where it is; needed for PostgreSql")]
    public string ConnectionString { get; set; } = "";
}

/// <summary>The engines on which the desk runs.</summary>
public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}
