namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>What <c>[assembly: Plugin]</c> says, or what is wrong with it.</summary>
internal sealed record PluginModel(
    string Id, string Version, string? Name, string? Description, string Assembly, bool LoadsAtStartup, string? Isolation,
    EquatableArray<string> Capabilities, int MemoryMebibytes, int CallMilliseconds, PlaceInText Place, EquatableArray<Finding> Findings);

/// <summary>A class that a plugin brings, or what is wrong with it.</summary>
internal sealed record ContributionModel(
    string Name, string Type, EquatableArray<ImplementedContract> Contracts, PlaceInText Place, EquatableArray<Finding> Findings);

/// <summary>A contract that a class implements, and which versions of it will do.</summary>
internal sealed record ImplementedContract(string Name, string Range);
