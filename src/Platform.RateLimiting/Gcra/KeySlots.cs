using System.Runtime.InteropServices;

namespace Platform.RateLimiting.Gcra;

/// <summary>
/// The memory of a table, outside the managed heap: the collector never looks at it, and pages that no key touched cost nothing.
/// </summary>
/// <remarks>
/// It is freed by the finalizer alone. A decision may still run while its host is being disposed, and memory that is freed
/// under it would be somebody else's.
/// </remarks>
internal sealed unsafe partial class KeySlots
{
    /// <summary>The page that Linux can map a large piece of memory with, on x64 and mostly on Arm64.</summary>
    private const int HugePageBytes = 2 << 20;

    /// <summary>
    /// From here on pages are asked to be large: the addresses of smaller tables fit into what a processor keeps of them, and a table
    /// that few keys use should take few pages.
    /// </summary>
    private const int LargeTableBytes = 16 << 20;

    private const int MadviseHugePage = 14;

    private readonly void* _memory;

    public KeySlots(long buckets, int slotsPerBucket)
    {
        var bucketBytes = sizeof(KeySlot) * slotsPerBucket;
        var used = (nuint)(buckets * bucketBytes);
        // Aligned at least so that a bucket lies in two neighbouring cache lines, which processors fetch as a pair.
        var isHuge = OperatingSystem.IsLinux() && used >= LargeTableBytes;
        var alignment = (nuint)(isHuge ? HugePageBytes : bucketBytes);
        Bytes = (long)used;
        _memory = NativeMemory.AllocZeroed(used + alignment);
        GC.AddMemoryPressure(Bytes);
        First = (KeySlot*)(((nuint)_memory + alignment - 1) / alignment * alignment);
        if (isHuge)
            AskForHugePages(First, used);
    }

    ~KeySlots()
    {
        NativeMemory.Free(_memory);
        GC.RemoveMemoryPressure(Bytes);
    }

    public KeySlot* First { get; }

    /// <summary>What keys can take. The rest, up to where alignment begins, is address space alone.</summary>
    public long Bytes { get; }

    /// <summary>Keys lie anywhere in the table: with small pages nearly every decision would also wait for a page's address. Where this is refused, they stay small.</summary>
    private static void AskForHugePages(void* first, nuint bytes)
    {
        try
        {
            _ = Advise(first, bytes, MadviseHugePage);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library of another name: as if refused.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
