namespace Platform.RateLimiting.Simulation.Replay;

/// <summary>What a line says, as it is written.</summary>
internal readonly record struct LogFields(string? Time, string? Key, string? Cost, string? Status);

/// <summary>Reads the lines of one format.</summary>
internal interface ILineReader
{
    /// <summary>Whether the first line only names the fields.</summary>
    bool SkipsFirstLine { get; }

    /// <summary>Reads a line.</summary>
    /// <returns>What is wrong with it, as the rest of a sentence; <see langword="null"/> for nothing.</returns>
    string? Read(string line, out LogFields fields);
}
