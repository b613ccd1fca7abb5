using System.Text.RegularExpressions;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>What a manifest may say. The reader of manifests has the last word; this is what an author is told while he writes.</summary>
internal static class ManifestText
{
    public const int MaxId = 128;
    public const int MaxContractName = 64;
    public const int MaxName = 80;
    public const int MaxDescription = 1_000;
    public const int MaxMemoryMebibytes = 1_048_576;
    public const int MaxCallMilliseconds = 3_600_000;

    private const int MaxCapability = 256;
    private const string Word = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private const string Number = "(0|[1-9][0-9]*)";
    private const string Build = "[0-9a-zA-Z-]+";
    private const string PreRelease = "(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";

    private static readonly Regex Names = Whole(Word);
    private static readonly Regex Ids = Whole($"{Word}(\\.{Word})+");
    private static readonly Regex Versions = Whole(
        $@"{Number}\.{Number}\.{Number}(-{PreRelease}(\.{PreRelease})*)?(\+{Build}(\.{Build})*)?");
    private static readonly Regex Capabilities = Whole($@"{Word}(\.{Word})*(:[!-~]+)?");
    private static readonly Regex Types = Whole("[A-Za-z_][A-Za-z0-9_]*([.+][A-Za-z_][A-Za-z0-9_]*)*");

    public static bool IsName(string text) => text.Length <= MaxContractName && Names.IsMatch(text);

    public static bool IsId(string text) =>
        text.Length <= MaxId && Ids.IsMatch(text) && text.Split('.').All(static part => part.Length <= MaxContractName);

    public static bool IsVersion(string text) => Versions.IsMatch(text);

    public static bool IsCapability(string text) => text.Length <= MaxCapability && Capabilities.IsMatch(text);

    public static bool IsType(string text) => Types.IsMatch(text);

    private static Regex Whole(string pattern) => new($@"\A{pattern}\z", RegexOptions.CultureInvariant);
}
