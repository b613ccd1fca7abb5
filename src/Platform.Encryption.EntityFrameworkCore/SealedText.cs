namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>What the database holds of an encrypted property: the column's value in the model of EF Core, as a shadow property. Knows the text that was opened, so that a text that did not change keeps its value.</summary>
public sealed class SealedText
{
    private string? _text;

    /// <summary>Takes bytes as they stand in the column.</summary>
    /// <param name="bytes">A sealed value, or plaintext in UTF-8 while a column is moving. Not copied.</param>
    public SealedText(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Bytes = bytes;
    }

    internal SealedText(byte[] bytes, string text)
        : this(bytes) => Opened(text);

    /// <summary>What stands in the column.</summary>
    internal byte[] Bytes { get; }

    /// <summary>What became of it.</summary>
    internal SealedTextState State { get; private set; }

    /// <summary>The text, or <see langword="null"/> if it was not opened or is erased.</summary>
    internal string? Text => _text;

    internal void Opened(string text) => (_text, State) = (text, SealedTextState.Opened);

    /// <summary>Whether it is to be sealed anew, though its text is the same.</summary>
    internal bool IsOutdated { get; private set; }

    internal void MarkOutdated() => IsOutdated = State == SealedTextState.Opened;

    internal void Erased() => State = SealedTextState.Erased;

    /// <summary>How long it is, and nothing of what is in it.</summary>
    /// <returns>"SealedText of n bytes".</returns>
    public override string ToString() => $"{nameof(SealedText)} of {Bytes.Length} bytes";
}
