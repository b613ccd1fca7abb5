using System.Data;
using System.Data.Common;

namespace Platform.Encryption;

/// <summary>Sealed values and blind indexes in commands and readers of ADO.NET.</summary>
public static class PlatformEncryptionDataExtensions
{
    /// <summary>Adds a parameter with a text sealed for a cell.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="cipher">Seals.</param>
    /// <param name="cell">The cell that is written.</param>
    /// <param name="text">The text, or <see langword="null"/> for NULL.</param>
    /// <returns>The parameter.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not well-formed.</exception>
    public static DbParameter AddSealed(this DbCommand command, string name, FieldCipher cipher, CellAddress cell, string? text)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        return Add(command, name, text is null ? null : cipher.SealText(cell, text));
    }

    /// <summary>Adds a parameter with the value of a blind index that a row is given.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="indexer">Computes it.</param>
    /// <param name="text">The text, or <see langword="null"/> for NULL.</param>
    /// <returns>The parameter.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not well-formed.</exception>
    public static DbParameter AddBlindIndex(this DbCommand command, string name, BlindIndexer indexer, string? text)
    {
        ArgumentNullException.ThrowIfNull(indexer);
        return Add(command, name, text is null ? null : indexer.ComputeCell(text));
    }

    /// <summary>Adds a parameter for each value that rows may have which are searched for.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">What the names of the parameters begin with; a number follows.</param>
    /// <param name="indexer">Computes them.</param>
    /// <param name="searched">What is searched for.</param>
    /// <returns>The list of the names, to stand in <c>IN (…)</c>.</returns>
    /// <exception cref="ArgumentException"><paramref name="searched"/> is not well-formed, or shorter than what is indexed.</exception>
    public static string AddCandidates(this DbCommand command, string name, BlindIndexer indexer, string searched)
    {
        ArgumentNullException.ThrowIfNull(indexer);
        return string.Join(", ", indexer.Candidates(searched).Select((value, i) => Add(command, $"{name}{i}", value).ParameterName));
    }

    /// <summary>Opens the text of a cell that was read.</summary>
    /// <param name="reader">The reader, on a row.</param>
    /// <param name="ordinal">The column.</param>
    /// <param name="cipher">Opens.</param>
    /// <param name="cell">The cell that was read.</param>
    /// <returns>The text, or <see langword="null"/> for NULL.</returns>
    /// <exception cref="SealedValueException">It does not open.</exception>
    public static string? OpenText(this DbDataReader reader, int ordinal, FieldCipher cipher, CellAddress cell)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(cipher);
        return reader.IsDBNull(ordinal) ? null : cipher.OpenText(cell, reader.GetFieldValue<byte[]>(ordinal));
    }

    private static DbParameter Add(DbCommand command, string name, byte[]? value)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = DbType.Binary;
        parameter.Value = (object?)value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
