using System.CommandLine;
using Platform.Audit.PostgreSql;

namespace Platform.Audit.Tool.Sources;

/// <summary>Where a command finds the log.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string?> _tiles = new("--tiles") { Description = "Public files of the log (C2SP tlog-tiles): a folder, or an address of http or https.", HelpName = "PLACE" };

    private readonly Option<string?> _sqlite = new("--sqlite") { Description = "SQLite file of the log. It is opened to be read alone.", HelpName = "FILE" };

    private readonly Option<string?> _postgreSql = new("--postgresql")
    {
        Description = "PostgreSQL database of the log, in Npgsql's form; its transactions can write nothing. A password belongs into PGPASSWORD or a file that PGPASSFILE names.",
        HelpName = "CONNECTION",
    };

    private readonly Option<string> _schema = new("--schema") { Description = "Schema of the log in PostgreSQL.", HelpName = "NAME", DefaultValueFactory = static _ => PostgreSqlAuditStore.DefaultSchema };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_tiles, _sqlite, _postgreSql, _schema])
            command.Add(option);
    }

    /// <summary>Whether any is given.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_tiles) is not null || parsed.GetValue(_sqlite) is not null || parsed.GetValue(_postgreSql) is not null;

    /// <exception cref="ToolException">Not exactly one is given, or it is not there.</exception>
    public LogSource Open(ParseResult parsed)
    {
        try
        {
            return (parsed.GetValue(_tiles), parsed.GetValue(_sqlite), parsed.GetValue(_postgreSql)) switch
            {
                ({ } tiles, null, null) => LogSource.OfTiles(tiles),
                (null, { } file, null) => LogSource.OfSqlite(file),
                (null, null, { } connection) => LogSource.OfPostgreSql(connection, parsed.GetValue(_schema)!),
                _ => throw new ToolException("Say where the log is: one of --tiles, --sqlite and --postgresql.", ExitCodes.Usage),
            };
        }
        catch (ArgumentException exception)
        {
            throw new ToolException(exception.Message, ExitCodes.Usage);
        }
        catch (FileNotFoundException exception)
        {
            throw new ToolException(exception.Message);
        }
    }
}
