namespace Platform.Audit.Export.Delivery;

/// <summary>The name of an exporter, which is the name of a file too.</summary>
internal static class ExporterName
{
    private const int MaxLength = 40;

    public static void Require(string name)
    {
        if (name is not { Length: > 0 and <= MaxLength } || name[0] == '-' || name.Any(static character => !(char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')))
            throw new ArgumentException($"\"{name}\" is no name of an exporter: use small letters, digits and '-', at most {MaxLength}, such as \"siem\".", nameof(name));
    }
}
