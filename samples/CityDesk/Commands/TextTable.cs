namespace CityDesk.Commands;

/// <summary>Columns for a person to read: as wide as their widest cell, separated by two blanks.</summary>
internal static class TextTable
{
    public static async Task WriteAsync(TextWriter output, string[] header, IEnumerable<string[]> rows)
    {
        string[][] lines = [header, .. rows];
        var widths = header.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            await output.WriteLineAsync(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
