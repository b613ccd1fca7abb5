using System.Security.Cryptography;
using System.Text;

namespace Platform.Validation.DataSets.Sqlite;

/// <summary>Keeps the keys of each rule of each run in a SQLite file of its own, and deletes it when the run has ended.</summary>
/// <remarks>Safe on many threads; what it opens is used by one. Files hold keys of 128 bits and row numbers: of texts hashes, of numbers, times and identifiers these themselves. A folder that is made is for the user of the process alone.</remarks>
public sealed class SqliteKeyStorage : IKeyStorage
{
    private readonly string _folder;

    /// <summary>Keeps files in a folder, which is made where it is missing.</summary>
    /// <param name="folder">The folder. About 30 bytes a key are needed there, and as much again while keys are moved.</param>
    public SqliteKeyStorage(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        // Keys of numbers and times are these themselves.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _folder = folder;
    }

    /// <inheritdoc/>
    public IStoredKeys Open(string run, string rule)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(rule);

        // Names of rules are written for people: they may hold anything, and be of any length.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run}\n{rule}")).AsSpan(0, 16));
        return new SqliteStoredKeys(Path.Combine(_folder, $"keys-{name}.db"));
    }
}
