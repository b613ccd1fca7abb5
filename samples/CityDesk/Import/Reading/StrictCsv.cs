using CsvHelper;

namespace CityDesk.Import.Reading;

/// <summary>Splits one record into its fields, or says why that cannot be done without guessing.</summary>
internal static class StrictCsv
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        SkipEmptyLines = false,
        TrimWhitespace = false,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <returns>The fields; <see langword="null"/> with a <paramref name="problem"/> when the record breaks RFC 4180.</returns>
    public static string[]? Split(byte[] record, out string problem)
    {
        // A reader of its own for each record, about 1.5 µs: whatever is wrong with one row cannot reach the next.
        using var reader = CsvReader.Create(record, Options);
        try
        {
            problem = "";
            if (!reader.Read())
                return [""];
            var fields = new string[reader.FieldCount];
            for (var i = 0; i < fields.Length; i++)
                fields[i] = reader.GetString(i);
            if (!reader.Read())
                return fields;
            problem = "A carriage return without a line feed stands outside of quotes.";
        }
        catch (CsvFormatException malformed)
        {
            problem = malformed.Message;
        }

        return null;
    }
}
