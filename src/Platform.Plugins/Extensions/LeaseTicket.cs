namespace Platform.Plugins.Extensions;

/// <summary>A place that a lease has taken, and the number that it found there: no other lease ever has the same.</summary>
internal readonly struct LeaseTicket(int[] numbers, int index, int number)
{
    /// <returns>Whether it was still taken; whoever comes a second time gives nothing back.</returns>
    public bool TryGiveBack() => Interlocked.CompareExchange(ref numbers[index], number + 1, number) == number;
}

/// <summary>Places of leases, a power of two of them, and those that there were before.</summary>
internal sealed class LeasePlaces(int count, LeasePlaces? before)
{
    /// <summary>Odd while it is taken; one more each time it is taken or given back.</summary>
    public int[] Numbers { get; } = new int[count];

    public LeasePlaces? Before { get; } = before;
}
