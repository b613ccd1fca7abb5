using CityDesk.Commands;

namespace CityDesk;

/// <summary>Something that the operator can put right, with the sentence that says how.</summary>
internal sealed class OperatorException(string message, int exitCode = ExitCodes.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
