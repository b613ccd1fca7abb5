using System.CommandLine;
using Platform.Audit.PostgreSql;

namespace Platform.Audit.Tool.Sources;

/// <summary>Where a command finds a log.</summary>
/// <param name="prefix">How the names of the options begin, behind the dashes.</param>
/// <param name="what">Which log, for people.</param>
internal sealed class SourceOptions(string prefix = "", string what = "the log")
{
    private readonly Option<string?> _tiles = new($"--{prefix}tiles") { Description = $"Public files of {what} (C2SP tlog-tiles): a folder, or an address of http or https.", HelpName = "PLACE" };

    private readonly Option<string?> _sqlite = new($"--{prefix}sqlite") { Description = $"SQLite file of {what}. It is opened to be read alone.", HelpName = "FILE" };

    private readonly Option<string?> _postgreSql = new($"--{prefix}postgresql")
    {
        Description = $"PostgreSQL database of {what}, in Npgsql's form; its transactions can write nothing. A password belongs into PGPASSWORD or a file that PGPASSFILE names.",
        HelpName = "CONNECTION",
    };

    private readonly Option<string> _schema = new($"--{prefix}schema") { Description = $"Schema of {what} in PostgreSQL.", HelpName = "NAME", DefaultValueFactory = static _ => PostgreSqlAuditStore.DefaultSchema };

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
                _ => throw new ToolException($"Say where {what} is: one of --{prefix}tiles, --{prefix}sqlite and --{prefix}postgresql.", ExitCodes.Usage),
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
