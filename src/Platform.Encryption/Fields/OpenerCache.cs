using System.Buffers.Binary;

namespace Platform.Encryption.Fields;

/// <summary>
/// The derived keys of the epochs that were read last, in sets of four slots. No lock: who takes an opener out of its slot has it
/// alone, and the worst that a race costs is a key derived twice.
/// </summary>
internal sealed class OpenerCache : IDisposable
{
    private const int Ways = 4;
    private const int Sets = 16;
    private const int Sightings = 256;

    private readonly FieldOpener?[] _slots = new FieldOpener?[Sets * Ways];
    private readonly ulong[] _seen = new ulong[Sightings];
    private uint _turn;

    public FieldOpener? TryRent(ReadOnlySpan<byte> prefix)
    {
        var first = FirstSlot(prefix);
        for (var way = 0; way < Ways; way++)
        {
            ref var slot = ref _slots[first + way];
            if (Volatile.Read(ref slot) is { } opener && opener.Prefix.SequenceEqual(prefix)
                && ReferenceEquals(Interlocked.CompareExchange(ref slot, null, opener), opener))
            {
                return opener;
            }
        }
        return null;
    }

    /// <summary>Whether the prefix was asked for before; remembers that it was now.</summary>
    public bool WasSeen(ReadOnlySpan<byte> prefix)
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        ref var sighting = ref _seen[(value >> 8) % Sightings];
        if (Volatile.Read(ref sighting) == value)
            return true;
        Volatile.Write(ref sighting, value);
        return false;
    }

    public void Return(FieldOpener opener)
    {
        var first = FirstSlot(opener.Prefix);
        for (var way = 0; way < Ways; way++)
        {
            if (Interlocked.CompareExchange(ref _slots[first + way], opener, null) is null)
                return;
        }
        Interlocked.Exchange(ref _slots[first + (int)(Interlocked.Increment(ref _turn) % Ways)], opener)?.Dispose();
    }

    public void Dispose()
    {
        for (var i = 0; i < _slots.Length; i++)
            Interlocked.Exchange(ref _slots[i], null)?.Dispose();
    }

    private static int FirstSlot(ReadOnlySpan<byte> prefix) => prefix[0] % Sets * Ways;
}
