using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CityDesk.Domain;

namespace CityDesk.Import.Reading;

/// <summary>Keeps a row as text that every database and report can hold, whatever its bytes are.</summary>
internal static class RawText
{
    public static bool IsStorable(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) && DeskText.IndexOfForbidden(Encoding.UTF8.GetString(bytes)) < 0;

    /// <returns>The text, and whether escapes had to be used: <c>\xNN</c> for a byte, <c>\\</c> for a backslash.</returns>
    public static (string Text, bool IsEscaped) Keep(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (DeskText.IndexOfForbidden(text) < 0)
                return (text, false);
        }

        var kept = new StringBuilder(bytes.Length + 64);
        while (bytes.Length > 0)
        {
            var isText = Rune.DecodeFromUtf8(bytes, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (isText && rune.Value == '\\')
                kept.Append(@"\\");
            else if (isText && IsStorable(bytes[..used]))
                kept.Append(rune.ToString());
            else
                EscapeBytes(kept, bytes[..used]);
            bytes = bytes[used..];
        }

        return (kept.ToString(), true);
    }

    private static void EscapeBytes(StringBuilder kept, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            kept.Append(CultureInfo.InvariantCulture, $@"\x{b:X2}");
    }
}
