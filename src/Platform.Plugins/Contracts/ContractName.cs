namespace Platform.Plugins.Contracts;

/// <summary>The shapes of names, which are the same in manifests, in attributes and in the published schema.</summary>
internal static class ContractName
{
    public const int MaxLength = 64;

    /// <summary>Small letters, digits and single hyphens between them, from a letter on: <c>request-rule</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength || !char.IsAsciiLetterLower(name[0]) || name[^1] == '-')
            return false;
        for (var i = 1; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterLower(name[i]) && !char.IsAsciiDigit(name[i]) && (name[i] != '-' || name[i - 1] == '-'))
                return false;
        }
        return true;
    }
}
