using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Platform.Plugins.Generations;
using Platform.Shared;

namespace Platform.Plugins.Extensions;

/// <summary>
/// What an extension point has at one time, held while it is used. Never changed: a newer one takes its place, and this one is empty when the last lease
/// is given back.
/// </summary>
/// <remarks>
/// <para>
/// A lease takes one place by one interlocked operation, and gives it back by another. The number in a place is odd while it is taken, and grows each time: so
/// whoever gives back twice, or a copy, gives back nothing the second time. The places are striped by processor, so that processors that call at once do not
/// wait for one cache line.
/// </para>
/// <para>
/// Whoever enters takes the place first and looks whether the set is retired after that; whoever retires says so first and looks at the places after that.
/// Both are full fences, so one of the two sees the other.
/// </para>
/// </remarks>
internal abstract class ExtensionSet
{
    private const int PlacesAtFirst = 64;
    private const int PlacesLookedAt = 16;

    private readonly Stripe[] _stripes;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _again;
    private int _isRetired;

    protected ExtensionSet(ImmutableArray<Generation> generations, bool isWaiting, int? stripes = null)
    {
        (Generations, IsWaiting) = (generations, isWaiting);
        _stripes = new Stripe[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(stripes ?? Environment.ProcessorCount, 1, 64))];
        foreach (ref var stripe in _stripes.AsSpan())
            stripe.Places = new LeasePlaces(PlacesAtFirst, null);
    }

    /// <summary>The generations that a lease of this set keeps alive.</summary>
    public ImmutableArray<Generation> Generations { get; }

    /// <summary>Whether plugins that belong here have not been loaded yet.</summary>
    public bool IsWaiting { get; }

    /// <summary>Ends when nobody may enter any more and the last one has left.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Enters, unless the set is retired: then there is a newer one.</summary>
    [HotPath]
    public bool TryEnter(out LeaseTicket ticket)
    {
        ref var stripe = ref _stripes[Thread.GetCurrentProcessorId() & (_stripes.Length - 1)];
        while (true)
        {
            var places = Volatile.Read(ref stripe.Places);
            var first = stripe.Next;
            for (var i = 0; i < PlacesLookedAt; i++)
            {
                var index = (first + i) & (places.Numbers.Length - 1);
                var number = Volatile.Read(ref places.Numbers[index]);
                if ((number & 1) != 0 || Interlocked.CompareExchange(ref places.Numbers[index], number + 1, number) != number)
                    continue;
                if (i != 0)
                    stripe.Next = index;
                ticket = new LeaseTicket(places.Numbers, index, number + 1);
                if (Volatile.Read(ref _isRetired) == 0)
                    return true;
                Exit(ticket);
                return false;
            }
            // More leases are held at once than ever before. Places are never taken away, since tickets name them; and each block is larger than all before it.
            Interlocked.CompareExchange(ref stripe.Places, new LeasePlaces(places.Numbers.Length * 2, places), places);
        }
    }

    /// <summary>Enters once more, for what may go on when whoever has entered has left. Only for who is inside.</summary>
    public void EnterAgain() => Interlocked.Increment(ref _again);

    /// <summary>Leaves, after <see cref="EnterAgain"/>.</summary>
    public void ExitAgain()
    {
        Interlocked.Decrement(ref _again);
        EndIfEmpty();
    }

    /// <summary>Leaves. It need not be on the thread that entered, and counts once.</summary>
    [HotPath]
    public void Exit(LeaseTicket ticket)
    {
        if (ticket.TryGiveBack())
            EndIfEmpty();
    }

    /// <summary>Lets nobody enter any more.</summary>
    public void Retire()
    {
        Interlocked.Exchange(ref _isRetired, 1);
        EndIfEmpty();
    }

    private void EndIfEmpty()
    {
        if (Volatile.Read(ref _isRetired) != 0 && IsEmpty())
            _empty.TrySetResult();
    }

    /// <summary>
    /// Only who has a place enters again, and leaves the place after that: so whoever sees all places free, and looks then, sees everybody
    /// who has entered again.
    /// </summary>
    private bool IsEmpty()
    {
        for (var i = 0; i < _stripes.Length; i++)
        {
            for (var places = Volatile.Read(ref _stripes[i].Places); places is not null; places = places.Before)
            {
                for (var index = 0; index < places.Numbers.Length; index++)
                {
                    if ((Volatile.Read(ref places.Numbers[index]) & 1) != 0)
                        return false;
                }
            }
        }
        return Volatile.Read(ref _again) == 0;
    }

    /// <summary>One stripe has cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stripe
    {
        [FieldOffset(64)]
        public LeasePlaces Places;

        /// <summary>Where a free place was found last. A hint: whoever reads an old one looks at more places.</summary>
        [FieldOffset(72)]
        public int Next;
    }
}

/// <summary>The same, with what is to be called.</summary>
internal sealed class ExtensionSet<TContract>(
    ImmutableArray<Extension<TContract>> extensions, ImmutableArray<Generation> generations, bool isWaiting, int? stripes = null)
    : ExtensionSet(generations, isWaiting, stripes)
    where TContract : class
{
    public ImmutableArray<Extension<TContract>> Extensions { get; } = extensions;

    /// <summary>What is called, beside each other.</summary>
    public readonly TContract[] Instances = [.. extensions.Select(extension => extension.Instance)];
}
