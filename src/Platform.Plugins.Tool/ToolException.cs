namespace Platform.Plugins.Tool;

/// <summary>A command cannot go on, and says why.</summary>
/// <param name="message">Why.</param>
/// <param name="exitCode">What the tool ends with.</param>
internal sealed class ToolException(string message, int exitCode = ExitCodes.Unreadable) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What was thrown, for people, who know of no parameter.</summary>
    public static string WithoutParameter(ArgumentException fault) => fault.Message.Split(" (Parameter '")[0];
}
