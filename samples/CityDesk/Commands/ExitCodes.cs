namespace CityDesk.Commands;

/// <summary>What the program tells the shell. Told to people by <c>citydesk --help</c>.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command could not do what it was asked to, <c>--fail-on-refused</c> found refused rows, or a check found a rule that failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line or a setting is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The file to import cannot be read, or not to its end.</summary>
    public const int DamagedFile = 3;

    /// <summary>Stopped by the operator: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
