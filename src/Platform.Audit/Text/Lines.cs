namespace Platform.Audit.Text;

/// <summary>Cuts a text into lines that each end with a newline.</summary>
internal ref struct Lines(ReadOnlySpan<byte> text)
{
    public ReadOnlySpan<byte> Rest { get; private set; } = text;

    /// <summary>The next line without its newline; <see langword="false"/> at the end, and where the newline is missing.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var length = Rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            line = default;
            return false;
        }
        line = Rest[..length];
        Rest = Rest[(length + 1)..];
        return true;
    }
}
