using System.Data.Common;

namespace Platform.Encryption.Reencryption;

/// <summary>Whether a database has refused what was to be written, and not to write now.</summary>
internal static class RowRefusal
{
    /// <summary>Of SQLSTATE the classes of data, constraints, views and procedures, which triggers raise. SQLite has a number of its own, in a text that is not translated.</summary>
    public static bool Is(DbException exception) => !exception.IsTransient && (exception.SqlState is { Length: 5 } state
        ? state[..2] is "22" or "23" or "44" or "P0"
        : exception.Message.StartsWith("SQLite Error 19:", StringComparison.Ordinal));
}
