using System.Net;
using System.Net.Sockets;

namespace CityDesk.Open311.Callers;

/// <summary>
/// How many forms are on their way from each network, and from strangers in all. They are read before it is known whose they are, so nothing else bounds how many of them one stranger keeps
/// open, from however many networks; networks are told apart by a hash, in fixed memory.
/// </summary>
/// <remarks>
/// Not refused before it is read is the form of an address that has no permit left: the key stands in the form, and its holder would be refused for what a neighbour did. It costs the desk 64 KB and two reads of an index.
/// </remarks>
internal sealed class BodiesUnderWay
{
    /// <summary>A form comes in milliseconds, and from behind one address hundreds of people file a few a second.</summary>
    public const int MostOfNetwork = 64;

    /// <summary>Of all strangers together, 128 MB of forms: who has many networks fills no memory with them.</summary>
    public const int MostOfStrangers = 2048;

    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <summary>How long a stranger's form may take in all. At the pace that the server is content with, one of 64 KB could last four minutes, and 64 of those shut out a network for less than a telephone sends.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int Buckets = 4096;

    private readonly int[] _underWay = new int[Buckets];
    private readonly int[] _ofHolders = new int[Buckets];
    private int _ofStrangers;

    /// <summary>Of a stranger: his network counts, and all strangers.</summary>
    public Place Begin(IPAddress? address)
    {
        if (!TryBegin(ref _ofStrangers, MostOfStrangers))
            return default;
        var bucket = BucketOf(address);
        if (TryBegin(ref _underWay[bucket], MostOfNetwork))
            return new Place(this, bucket, isStrangers: true);
        Interlocked.Decrement(ref _ofStrangers);
        return default;
    }

    /// <summary>Of a holder of a key: no stranger's forms count, wherever they come from.</summary>
    public Place Begin(string consumer)
    {
        var bucket = consumer.GetHashCode(StringComparison.Ordinal) & (Buckets - 1);
        return TryBegin(ref _ofHolders[bucket], MostOfNetwork) ? new Place(this, bucket, isStrangers: false) : default;
    }

    private static bool TryBegin(ref int underWay, int most)
    {
        if (Interlocked.Increment(ref underWay) <= most)
            return true;
        Interlocked.Decrement(ref underWay);
        return false;
    }

    private void End(int bucket, bool isStrangers)
    {
        if (!isStrangers)
        {
            Interlocked.Decrement(ref _ofHolders[bucket]);
            return;
        }

        Interlocked.Decrement(ref _underWay[bucket]);
        Interlocked.Decrement(ref _ofStrangers);
    }

    private static int BucketOf(IPAddress? address)
    {
        if (address is null)
            return 0;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var hash = default(HashCode);
        var bytes = address.GetAddressBytes();
        hash.AddBytes(address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, 8) : bytes);
        return hash.ToHashCode() & (Buckets - 1);
    }

    /// <summary>A form that is being read.</summary>
    public readonly struct Place(BodiesUnderWay owner, int bucket, bool isStrangers) : IDisposable
    {
        public bool IsAdmitted => owner is not null;

        public void Dispose() => owner?.End(bucket, isStrangers);
    }
}
