namespace Platform.Errors.Tests.Reporting;

/// <summary>Tests that listen to the package's spans, and those that need that nobody does: who listens, listens to the whole process.</summary>
[CollectionDefinition(nameof(Traced))]
public sealed class Traced;
