using System.Buffers;
using System.ComponentModel;
using System.Text;
using System.Text.Unicode;
using Platform.Validation.Schema.Formats;

namespace Platform.Validation.Rules;

/// <summary>A format of JSON Schema, for texts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TextFormat
{
    private const int MostOnStack = 512;

    private readonly StringFormat _format;

    private TextFormat(StringFormat format) => _format = format;

    /// <summary>Finds a format.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The format.</returns>
    /// <exception cref="ArgumentException">It is not known.</exception>
    public static TextFormat Find(string name) =>
        new(StringFormat.Find(name) ?? throw new ArgumentException($"\"{name}\" is no format that is known.", nameof(name)));

    /// <summary>Whether a text is of the format.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is; of a text with half a character <see langword="false"/>.</returns>
    public bool IsMatch(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most > MostOnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        try
        {
            var utf8 = rented ?? stackalloc byte[MostOnStack];
            return Utf8.FromUtf16(value, utf8, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done
                && _format.IsMatch(utf8[..written]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
