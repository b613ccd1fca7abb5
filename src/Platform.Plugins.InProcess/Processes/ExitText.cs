using System.Globalization;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>How a process ended, in words that follow "the process of it".</summary>
internal static class ExitText
{
    /// <summary>On Unix a process that a signal ended has 128 and the number of the signal.</summary>
    private const int Signals = 128;

    public static string Of(int code) => OperatingSystem.IsWindows() || code <= Signals
        ? string.Create(CultureInfo.InvariantCulture, $"ended by itself with the code {code}")
        : string.Create(CultureInfo.InvariantCulture, $"crashed with {NameOf(code - Signals)}");

    private static string NameOf(int signal) => signal switch
    {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        31 => "SIGSYS",
        _ => string.Create(CultureInfo.InvariantCulture, $"the signal {signal}"),
    };
}
