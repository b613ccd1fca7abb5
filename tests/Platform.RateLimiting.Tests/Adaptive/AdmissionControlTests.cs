using FsCheck.Xunit;
using Platform.RateLimiting.Adaptive.Concurrency;
using Platform.RateLimiting.Adaptive.Shedding;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class AdmissionControlTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    private readonly List<(Call Call, AdmissionOutcome Outcome)> _answers = [];

    private sealed class Call(LoadPriority priority, ulong consumer)
    {
        public LoadPriority Priority => priority;

        public ulong Consumer => consumer;
    }

    /// <summary>A limit that stays what it is.</summary>
    private AdmissionControl<Call> Control(int limit, int capacity = 8, double share = 1) => new(
        new ConcurrencyController(limit, limit, limit, 1), capacity, 5 * Millisecond, 100 * Millisecond, share, (call, outcome) => _answers.Add((call, outcome)));

    private static AdmissionOutcome Arrive(AdmissionControl<Call> control, long now, Call call) => control.Arrive(now, call.Priority, call.Consumer, call);

    /// <summary>Whoever comes is answered once, whatever happens: admitted, refused, gone, or waiting still.</summary>
    [Property(MaxTest = 500)]
    public bool Every_call_is_answered_once_and_no_more_run_than_may((byte What, byte Who, byte Gap)[] steps)
    {
        _answers.Clear();
        var control = Control(limit: 3, capacity: 5);
        List<Call> running = [];
        List<Call> waiting = [];
        var now = 1L;
        foreach (var (what, who, gap) in steps)
        {
            now += gap * Millisecond;
            if (what % 3 != 0)
            {
                var call = new Call((LoadPriority)(who % 3), who);
                var outcome = Arrive(control, now, call);
                if (outcome == AdmissionOutcome.Admitted)
                    running.Add(call);
                else if (outcome == AdmissionOutcome.Waits)
                    waiting.Add(call);
            }
            else if (running.Count > 0)
            {
                var ended = running[who % running.Count];
                running.Remove(ended);
                control.Complete(now, ended.Priority, ended.Consumer, Millisecond, true);
            }
            else
            {
                control.Tick(now);
            }
            foreach (var (call, outcome) in _answers)
            {
                if (!waiting.Remove(call))
                    return false;
                if (outcome == AdmissionOutcome.Admitted)
                    running.Add(call);
            }
            _answers.Clear();
            if (control.Running != running.Count || running.Count > 3 || control.Waiting != waiting.Count || (waiting.Count > 0 && running.Count < 3))
                return false;
        }
        return true;
    }

    [Fact]
    public void A_higher_priority_is_served_first_and_the_lowest_gives_way()
    {
        var control = Control(limit: 1, capacity: 2);
        Call running = new(LoadPriority.Normal, 1), background = new(LoadPriority.Background, 2), normal = new(LoadPriority.Normal, 3), important = new(LoadPriority.Important, 4);
        Assert.Equal(AdmissionOutcome.Admitted, Arrive(control, 1, running));
        Assert.Equal(AdmissionOutcome.Waits, Arrive(control, 2, background));
        Assert.Equal(AdmissionOutcome.Waits, Arrive(control, 3, normal));
        Assert.Equal(AdmissionOutcome.Waits, Arrive(control, 4, important));
        Assert.Equal((background, AdmissionOutcome.GaveWay), Assert.Single(_answers));
        Assert.Equal(AdmissionOutcome.QueueFull, Arrive(control, 5, new Call(LoadPriority.Background, 5)));

        control.Complete(6, LoadPriority.Normal, 1, 5, true);
        control.Complete(7, LoadPriority.Important, 4, 1, true);

        Assert.Equal([(background, AdmissionOutcome.GaveWay), (important, AdmissionOutcome.Admitted), (normal, AdmissionOutcome.Admitted)], _answers);
    }

    [Fact]
    public void What_keeps_the_system_alive_is_never_kept_waiting()
    {
        var control = Control(limit: 1);
        Arrive(control, 1, new Call(LoadPriority.Normal, 1));

        Assert.Equal(AdmissionOutcome.Admitted, Arrive(control, 2, new Call(LoadPriority.Critical, 2)));
        Assert.Equal(2, control.Running);
    }

    [Fact]
    public void A_consumer_that_asks_for_much_does_not_come_before_one_that_asks_for_little()
    {
        var control = Control(limit: 1, capacity: 20);
        Arrive(control, 1, new Call(LoadPriority.Normal, 1));
        for (var i = 0; i < 10; i++)
            Arrive(control, 2 + i, new Call(LoadPriority.Normal, 1));
        Call first = new(LoadPriority.Normal, 2), second = new(LoadPriority.Normal, 2);
        Arrive(control, 20, first);
        Arrive(control, 21, second);

        for (var i = 0; i < 4; i++)
            control.Complete(30 + i, LoadPriority.Normal, 1, 1, true);

        var order = _answers.Select(answer => answer.Call.Consumer).ToList();
        Assert.Equal(4, order.Count);
        Assert.Equal(2, order.Count(consumer => consumer == 2));
        Assert.Equal(2UL, order[0]);
    }

    [Fact]
    public void A_burst_may_wait_an_interval_and_a_standing_queue_hardly_at_all()
    {
        var control = Control(limit: 1);
        Arrive(control, 1, new Call(LoadPriority.Normal, 1));
        Call patient = new(LoadPriority.Normal, 2);
        Arrive(control, 1, patient);
        control.Tick(1 + 100 * Millisecond);
        Assert.Empty(_answers);

        Call late = new(LoadPriority.Normal, 3);
        Arrive(control, 1 + 101 * Millisecond, late);
        control.Tick(1 + 102 * Millisecond);
        Assert.Equal((patient, AdmissionOutcome.WaitedTooLong), Assert.Single(_answers));

        control.Tick(1 + 105 * Millisecond);
        Assert.Single(_answers);
        control.Tick(1 + 107 * Millisecond);
        Assert.Equal((late, AdmissionOutcome.WaitedTooLong), _answers[^1]);
    }

    [Fact]
    public void Without_a_queue_what_cannot_run_is_refused_at_once()
    {
        var control = Control(limit: 2, capacity: 0);
        Arrive(control, 1, new Call(LoadPriority.Normal, 1));
        Arrive(control, 1, new Call(LoadPriority.Normal, 1));

        Assert.Equal(AdmissionOutcome.QueueFull, Arrive(control, 2, new Call(LoadPriority.Important, 2)));
    }

    [Fact]
    public void Calls_of_one_consumer_that_do_not_end_leave_the_others_what_is_beyond_its_share()
    {
        var control = Control(limit: 20, capacity: 256, share: 0.25);
        for (var i = 0; i < 100; i++)
            Arrive(control, 1, new Call(LoadPriority.Important, 1));
        control.Tick(1 + 1000 * Millisecond);
        Assert.Equal((20, 0, 0), (control.Running, control.Waiting, control.BeyondShare));
        _answers.Clear();

        // Each of the others up to his share, and together up to the limit.
        for (var i = 0; i < 15; i++)
            Assert.Equal(AdmissionOutcome.Admitted, Arrive(control, 1 + 2000 * Millisecond, new Call((LoadPriority)(i % 3), 2 + (ulong)i % 3)));
        Call next = new(LoadPriority.Important, 7);
        Assert.Equal(AdmissionOutcome.Waits, Arrive(control, 2 + 2000 * Millisecond, next));
        Assert.Equal((35, 15), (control.Running, control.BeyondShare));
        Assert.Empty(_answers);

        control.Complete(3 + 2000 * Millisecond, LoadPriority.Background, 2, 3, true);

        Assert.Equal((next, AdmissionOutcome.Admitted), Assert.Single(_answers));
    }

    [Fact]
    public void Who_holds_his_own_share_already_gets_no_place_beside_those_who_hold_more()
    {
        var control = Control(limit: 8, capacity: 0, share: 0.25);
        for (var i = 0; i < 8; i++)
            Arrive(control, 1, new Call(LoadPriority.Normal, 1));
        Arrive(control, 1 + 1000 * Millisecond, new Call(LoadPriority.Normal, 1));

        for (var call = 0; call < 2; call++)
            Assert.Equal(AdmissionOutcome.Admitted, Arrive(control, 2 + 2000 * Millisecond, new Call(LoadPriority.Normal, 2)));
        Assert.Equal(AdmissionOutcome.QueueFull, Arrive(control, 2 + 2000 * Millisecond, new Call(LoadPriority.Normal, 2)));
        Assert.Equal(AdmissionOutcome.QueueFull, Arrive(control, 2 + 2000 * Millisecond, new Call(LoadPriority.Normal, 1)));
        Assert.Equal(AdmissionOutcome.Admitted, Arrive(control, 2 + 2000 * Millisecond, new Call(LoadPriority.Normal, 3)));
    }

    [Fact]
    public void Calls_that_end_in_time_count_however_many_a_consumer_holds()
    {
        var control = Control(limit: 8, capacity: 0, share: 0.25);
        var now = 1L;
        for (var i = 0; i < 8; i++)
            Arrive(control, now, new Call(LoadPriority.Normal, 1));
        for (var round = 0; round < 1000; round++)
        {
            now += 10 * Millisecond;
            Assert.Equal(AdmissionOutcome.QueueFull, Arrive(control, now, new Call(LoadPriority.Normal, 2)));
            control.Complete(now, LoadPriority.Normal, 1, Math.Min(now - 1, 80 * Millisecond), true);
            Assert.Equal(AdmissionOutcome.Admitted, Arrive(control, now, new Call(LoadPriority.Normal, 1)));
            Assert.Equal(0, control.BeyondShare);
        }
    }

    [Fact]
    public void Places_that_do_not_count_count_again_when_the_limit_rises_and_are_free_when_they_end()
    {
        var control = Control(limit: 8, capacity: 8, share: 0.25);
        for (var i = 0; i < 8; i++)
            Arrive(control, 1, new Call(LoadPriority.Normal, 1));
        control.Tick(1 + 5000 * Millisecond);
        Assert.Equal(6, control.BeyondShare);

        for (var i = 0; i < 8; i++)
            control.Complete(2 + 5000 * Millisecond, LoadPriority.Normal, 1, 1 + 5000 * Millisecond, true);

        Assert.Equal((0, 0), (control.Running, control.BeyondShare));
    }

    [Fact]
    public void A_consumer_that_is_alone_may_hold_all_places()
    {
        var control = Control(limit: 20, capacity: 0, share: 0.25);
        for (var i = 0; i < 20; i++)
            Assert.Equal(AdmissionOutcome.Admitted, Arrive(control, 1 + i * 1000 * Millisecond, new Call(LoadPriority.Normal, 1)));

        Assert.Equal(AdmissionOutcome.QueueFull, Arrive(control, 1 + 100_000 * Millisecond, new Call(LoadPriority.Normal, 1)));
    }

    /// <summary>Never more than twice the limit, nobody waits beside a free place, and what does not count is no more than what has run for longer than a second beyond shares.</summary>
    [Property(MaxTest = 500)]
    public bool No_more_run_than_twice_the_limit_and_only_what_runs_for_long_does_not_count((byte What, byte Who, byte Gap)[] steps)
    {
        _answers.Clear();
        const int limit = 8;
        const int bound = 2;
        var control = Control(limit, capacity: 5, share: 0.25);
        List<(Call Call, long Since)> running = [];
        List<Call> waiting = [];
        var now = 1L;
        foreach (var (what, who, gap) in steps)
        {
            now += gap * 5 * Millisecond;
            if (what % 4 != 0)
            {
                var call = new Call((LoadPriority)(what % 3), (ulong)who % 6);
                var outcome = Arrive(control, now, call);
                if (outcome == AdmissionOutcome.Admitted)
                    running.Add((call, now));
                else if (outcome == AdmissionOutcome.Waits)
                    waiting.Add(call);
            }
            else if (running.Count > 0)
            {
                var ended = running[who % running.Count];
                running.Remove(ended);
                control.Complete(now, ended.Call.Priority, ended.Call.Consumer, now - ended.Since, succeeded: false);
            }
            else
            {
                control.Tick(now);
            }
            foreach (var (call, outcome) in _answers)
            {
                waiting.Remove(call);
                if (outcome == AdmissionOutcome.Admitted)
                    running.Add((call, now));
            }
            _answers.Clear();
            var beyond = running.Where(each => now - each.Since > 1000 * Millisecond).CountBy(each => each.Call.Consumer).Sum(held => Math.Max(0, held.Value - bound));
            if (control.Running != running.Count || control.BeyondShare > beyond || running.Count > 2 * limit || (waiting.Count > 0 && running.Count < limit))
                return false;
        }
        return true;
    }
}
