namespace CityDesk.Commands;

/// <summary>A command that cannot do what it was asked to, with a sentence for the operator.</summary>
internal sealed class CommandFailedException(string message, int exitCode = ExitCodes.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
