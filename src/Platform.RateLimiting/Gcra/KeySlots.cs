using System.Runtime.InteropServices;

namespace Platform.RateLimiting.Gcra;

/// <summary>
/// The memory of a table, outside the managed heap: the collector never looks at it, and pages that no key touched cost nothing.
/// </summary>
/// <remarks>
/// It is freed by the finalizer alone. A decision may still run while its host is being disposed, and memory that is freed
/// under it would be somebody else's.
/// </remarks>
internal sealed unsafe class KeySlots
{
    private readonly void* _memory;
    private readonly long _bytes;

    public KeySlots(long buckets, int slotsPerBucket)
    {
        var bucketBytes = sizeof(KeySlot) * slotsPerBucket;
        _bytes = buckets * bucketBytes + bucketBytes;
        _memory = NativeMemory.AllocZeroed((nuint)_bytes);
        GC.AddMemoryPressure(_bytes);
        // Aligned, so that a bucket lies in two neighbouring cache lines, which processors fetch as a pair.
        var alignment = (nuint)bucketBytes;
        First = (KeySlot*)(((nuint)_memory + alignment - 1) / alignment * alignment);
    }

    ~KeySlots()
    {
        NativeMemory.Free(_memory);
        GC.RemoveMemoryPressure(_bytes);
    }

    public KeySlot* First { get; }

    public long Bytes => _bytes;
}
