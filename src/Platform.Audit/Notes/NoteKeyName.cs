using System.Text;

namespace Platform.Audit.Notes;

/// <summary>Which names a key may have (C2SP signed-note, "Format").</summary>
internal static class NoteKeyName
{
    /// <summary>Not empty, UTF-8, without Unicode spaces, control characters and plus.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return false;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || rune.Value is < ' ' or '+' || Rune.IsWhiteSpace(rune))
            {
                return false;
            }
            name = name[length..];
        }
        return true;
    }
}
