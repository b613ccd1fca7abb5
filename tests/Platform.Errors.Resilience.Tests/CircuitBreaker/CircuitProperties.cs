using FsCheck.Xunit;

namespace Platform.Errors.Resilience.Tests;

public sealed class CircuitProperties
{
    /// <summary>Attempts begin and end in any order while time passes; the numbers choose what happens.</summary>
    [Property(MaxTest = 500)]
    public void The_circuit_decides_as_its_naive_model(byte[] steps, byte thresholds)
    {
        var settings = new CircuitSettings(
            FailureRatio: 0.25 * ((thresholds & 3) + 1), BucketWidth: 3, MinimumThroughput: 2 + ((thresholds >> 2) & 3),
            ConsecutiveFailures: (thresholds >> 4) & 3, BreakDuration: 8, MaximumBreakDuration: 20, SuccessfulProbes: 1 + (thresholds >> 7));
        var (circuit, model) = (new Circuit(settings), new CircuitModel(settings));
        var running = new List<(int Attempt, Admission Admission)>();
        var now = 0L;
        for (var step = 0; step < steps.Length; step++)
        {
            var argument = steps[step] >> 2;
            switch (steps[step] & 3)
            {
                case 0:
                    now += argument % 16;
                    break;
                case 1:
                    var admission = circuit.Admit(now);
                    Assert.Equal(model.Begin(step, now), admission.IsAllowed);
                    if (admission.IsAllowed)
                        running.Add((step, admission));
                    else
                        Assert.InRange(admission.Wait, 1, settings.MaximumBreakDuration);
                    break;
                default:
                    if (running.Count == 0)
                        break;
                    var (attempt, admitted) = running[argument % running.Count];
                    running.RemoveAt(argument % running.Count);
                    // Failures come most often, or circuits would hardly open.
                    var outcome = (argument % 5) switch { 0 => AttemptOutcome.Success, 1 => AttemptOutcome.Unknown, _ => AttemptOutcome.Failure };
                    circuit.Record(in admitted, outcome, now);
                    model.End(attempt, outcome, now);
                    break;
            }
            Assert.Equal(model.State, circuit.State);
        }
    }

    [Fact]
    public void A_probe_that_never_comes_back_does_not_keep_the_circuit_shut_for_ever()
    {
        var circuit = new Circuit(new CircuitSettings(0.5, 3, 100, 1, 8, 20, 1));
        var failing = circuit.Admit(0);
        circuit.Record(in failing, AttemptOutcome.Failure, 0);
        Assert.True(circuit.Admit(8).IsAllowed);

        Assert.False(circuit.Admit(15).IsAllowed);
        var second = circuit.Admit(16);
        circuit.Record(in second, AttemptOutcome.Success, 16);

        Assert.True(second.IsAllowed);
        Assert.Equal(CircuitState.Closed, circuit.State);
    }

    [Fact]
    public void An_outcome_from_before_the_break_does_not_count_after_it()
    {
        var circuit = new Circuit(new CircuitSettings(0.5, 3, 100, 1, 8, 20, 1));
        var (slow, failing) = (circuit.Admit(0), circuit.Admit(0));
        circuit.Record(in failing, AttemptOutcome.Failure, 0);
        circuit.Admit(8);

        circuit.Record(in slow, AttemptOutcome.Success, 9);

        Assert.Equal(CircuitState.HalfOpen, circuit.State);
    }
}
