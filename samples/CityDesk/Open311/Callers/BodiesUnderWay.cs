using System.Net;
using System.Net.Sockets;

namespace CityDesk.Open311.Callers;

/// <summary>
/// How many forms are on their way from each network. They are read before it is known whose they are, so nothing else bounds how many of them one stranger keeps
/// open; networks are told apart by a hash, in fixed memory.
/// </summary>
internal sealed class BodiesUnderWay
{
    /// <summary>A form comes in milliseconds, and from behind one address hundreds of people file a few a second.</summary>
    public const int MostOfNetwork = 64;

    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private const int Buckets = 4096;

    private readonly int[] _underWay = new int[Buckets];

    /// <summary>Of a stranger: his network counts.</summary>
    public Place Begin(IPAddress? address) => Begin(BucketOf(address));

    /// <summary>Of a holder of a key: nobody else's forms count, wherever they come from.</summary>
    public Place Begin(string consumer) => Begin(consumer.GetHashCode(StringComparison.Ordinal) & (Buckets - 1));

    private Place Begin(int bucket)
    {
        if (Interlocked.Increment(ref _underWay[bucket]) <= MostOfNetwork)
            return new Place(this, bucket);
        Interlocked.Decrement(ref _underWay[bucket]);
        return default;
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
    public readonly struct Place(BodiesUnderWay owner, int bucket) : IDisposable
    {
        public bool IsAdmitted => owner is not null;

        public void Dispose()
        {
            if (owner is not null)
                Interlocked.Decrement(ref owner._underWay[bucket]);
        }
    }
}
