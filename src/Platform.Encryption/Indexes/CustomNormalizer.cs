namespace Platform.Encryption.Indexes;

/// <summary>One that the application brings.</summary>
internal sealed class CustomNormalizer(string name, Func<string, string> normalize) : TextNormalizer(name)
{
    internal override int GetMaxLength(ReadOnlySpan<char> text) => normalize(text.ToString()).Length;

    internal override int Normalize(ReadOnlySpan<char> text, Span<char> destination)
    {
        var normalized = normalize(text.ToString());
        normalized.CopyTo(destination);
        return normalized.Length;
    }
}
