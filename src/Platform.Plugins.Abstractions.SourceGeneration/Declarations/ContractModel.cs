namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>What is to be written for a contract, or what is wrong with it.</summary>
/// <param name="FileName">The file.</param>
/// <param name="Text">What stands in it; empty where something is wrong, or nothing is wanted.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record ContractModel(string FileName, string Text, EquatableArray<Finding> Findings);
