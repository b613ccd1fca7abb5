namespace Platform.Encryption.Indexes;

/// <summary>Changes nothing.</summary>
internal sealed class ExactNormalizer() : TextNormalizer("exact")
{
    internal override int Normalize(ReadOnlySpan<char> text, Span<char> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
