namespace Platform.RateLimiting.Adaptive.Outbound;

/// <summary>
/// Adaptive throttling on the client's side, as the Site Reliability Engineering book describes it ("Handling Overload", Google, 2016): of the requests of the last
/// while, and of those the other side accepted, follows the probability to send none:
/// <c>max(0, (requests - K × accepts) / (requests + 1))</c>. Requests that were not sent count too, so the share that is sent settles at K times what is accepted.
/// Knows no clock and no chance; times are ticks.
/// </summary>
internal struct AcceptanceWindow
{
    private const int Slices = 12;

    private readonly int[] _requests;
    private readonly int[] _accepts;
    private readonly long _sliceTicks;
    private long _slice;

    public AcceptanceWindow(long windowTicks) => (_requests, _accepts, _sliceTicks) = (new int[Slices], new int[Slices], Math.Max(1, windowTicks / Slices));

    public int Requests { get; private set; }

    public int Accepts { get; private set; }

    /// <summary>The probability with which the next request is not sent.</summary>
    public readonly double RefusalProbability(double overcommit) => Math.Max(0, (Requests - overcommit * Accepts) / (Requests + 1.0));

    public void AddRequest(long now)
    {
        Turn(now);
        _requests[_slice % Slices]++;
        Requests++;
    }

    /// <summary>Forgets a request of which nothing is known. One whose slice is past is left where it is: it leaves with it.</summary>
    public void TakeBackRequest(long now)
    {
        Turn(now);
        ref var requests = ref _requests[_slice % Slices];
        if (requests == 0)
            return;
        requests--;
        Requests--;
    }

    public void AddAccept(long now)
    {
        Turn(now);
        _accepts[_slice % Slices]++;
        Accepts++;
    }

    /// <summary>Forgets what has left the window.</summary>
    public void Turn(long now)
    {
        var slice = now / _sliceTicks;
        for (var steps = Math.Min(Slices, slice - _slice); steps > 0; steps--)
        {
            var leaving = (slice - steps + 1) % Slices;
            Requests -= _requests[leaving];
            Accepts -= _accepts[leaving];
            (_requests[leaving], _accepts[leaving]) = (0, 0);
        }
        _slice = Math.Max(_slice, slice);
    }
}
