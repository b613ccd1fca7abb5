using System.Globalization;

namespace Platform.RateLimiting.Adaptive;

/// <summary>Says in words what became of a call.</summary>
internal static class LoadText
{
    public static string Of(in AdaptiveLease lease) => lease.Decision switch
    {
        LoadDecision.Admitted when lease.Waited > TimeSpan.Zero => string.Create(
            CultureInfo.InvariantCulture, $"Admitted after {Milliseconds(lease.Waited)}: {lease.Running} of {lease.Limit} calls run."),
        LoadDecision.Admitted => string.Create(CultureInfo.InvariantCulture, $"Admitted: {lease.Running} of {lease.Limit} calls run."),
        LoadDecision.Shadowed => string.Create(
            CultureInfo.InvariantCulture, $"Admitted only because the limiter is in shadow mode: {lease.Running} calls run where {lease.Limit} may."),
        LoadDecision.QueueFull when lease.Waiting == 0 => string.Create(CultureInfo.InvariantCulture, $"Refused: {lease.Running} of {lease.Limit} calls run, and none may wait."),
        LoadDecision.QueueFull => string.Create(
            CultureInfo.InvariantCulture, $"Refused: {lease.Running} of {lease.Limit} calls run, and the {lease.Waiting} that wait are served before one of priority {lease.Priority} from this consumer. {Since(lease)}"),
        _ => string.Create(
            CultureInfo.InvariantCulture, $"Refused: the call of priority {lease.Priority} waited {Milliseconds(lease.Waited)}, as long as it may, while {lease.Running} of {lease.Limit} ran. {Since(lease)}"),
    };

    private static string Since(in AdaptiveLease lease) => string.Create(CultureInfo.InvariantCulture, $"Calls have waited without a break for {lease.OverloadedFor.TotalSeconds:0.0} s.");

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");
}
