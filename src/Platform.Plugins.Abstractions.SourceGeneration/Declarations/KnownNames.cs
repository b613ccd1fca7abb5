namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>The names in metadata by which things are found.</summary>
internal static class KnownNames
{
    public const string ContractAttribute = "Platform.Plugins.Abstractions.PluginContractAttribute";

    public const string PluginAttribute = "Platform.Plugins.Abstractions.PluginAttribute";

    public const string ContributionAttribute = "Platform.Plugins.Abstractions.PluginContributionAttribute";

    public const string MemberAttribute = "Platform.Plugins.Abstractions.PluginMemberAttribute";

    public const string Wire = "global::Platform.Plugins.Abstractions.Wire.";
}
