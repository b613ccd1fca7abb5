namespace Platform.Conformance.Tests.Frame;

/// <summary>One question of a suite, with the answer the suite expects.</summary>
/// <param name="Name">Names the case within its file.</param>
/// <param name="Judge">Asks the question. Gives <see langword="null"/> for the expected answer, otherwise what was wrong. An exception counts as wrong.</param>
public sealed record ConformanceCase(string Name, Func<CancellationToken, ValueTask<string?>> Judge);
