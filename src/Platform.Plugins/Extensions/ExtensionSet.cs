using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Platform.Plugins.Generations;
using Platform.Shared;

namespace Platform.Plugins.Extensions;

/// <summary>
/// What an extension point has at one time, counted while it is used. Never changed: a newer one takes its place, and this one is empty when the last lease
/// is given back.
/// </summary>
/// <remarks>
/// A lease costs one interlocked operation, and giving it back another: the same number holds the count and, in its sign, that nobody may enter any more. The
/// counts are striped by processor, so that processors that call at once do not wait for one cache line.
/// </remarks>
internal abstract class ExtensionSet
{
    private const int Retired = int.MinValue;

    private readonly Stripe[] _stripes;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inUse;

    protected ExtensionSet(ImmutableArray<Generation> generations, bool isWaiting, int? stripes = null)
    {
        (Generations, IsWaiting) = (generations, isWaiting);
        _stripes = new Stripe[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(stripes ?? Environment.ProcessorCount, 1, 64))];
        _inUse = _stripes.Length;
    }

    /// <summary>The generations that a lease of this set keeps alive.</summary>
    public ImmutableArray<Generation> Generations { get; }

    /// <summary>Whether plugins that belong here have not been loaded yet.</summary>
    public bool IsWaiting { get; }

    /// <summary>Ends when nobody may enter any more and the last one has left.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Enters, unless the set is retired: then there is a newer one.</summary>
    [HotPath]
    public bool TryEnter(out int stripe)
    {
        stripe = Thread.GetCurrentProcessorId() & (_stripes.Length - 1);
        if (Interlocked.Increment(ref _stripes[stripe].Count) > 0)
            return true;
        Exit(stripe);
        return false;
    }

    /// <summary>Enters once more, for what may go on when whoever has entered has left.</summary>
    public void EnterAgain(int stripe) => Interlocked.Increment(ref _stripes[stripe].Count);

    /// <summary>Leaves. It need not be on the thread that entered.</summary>
    [HotPath]
    public void Exit(int stripe)
    {
        if (Interlocked.Decrement(ref _stripes[stripe].Count) == Retired)
            Leave(stripe);
    }

    /// <summary>Lets nobody enter any more.</summary>
    public void Retire()
    {
        for (var stripe = 0; stripe < _stripes.Length; stripe++)
        {
            if (Interlocked.Or(ref _stripes[stripe].Count, Retired) == 0)
                Leave(stripe);
        }
    }

    /// <summary>Who comes too late may see an empty stripe a second time: each counts once.</summary>
    private void Leave(int stripe)
    {
        if (Interlocked.Exchange(ref _stripes[stripe].HasEnded, 1) == 0 && Interlocked.Decrement(ref _inUse) == 0)
            _empty.SetResult();
    }

    /// <summary>One stripe has cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stripe
    {
        [FieldOffset(64)]
        public int Count;

        [FieldOffset(68)]
        public int HasEnded;
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
