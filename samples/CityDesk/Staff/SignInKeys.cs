using System.Net;
using System.Net.Sockets;

namespace CityDesk.Staff;

/// <summary>Something that attempts are counted under.</summary>
/// <param name="Value">Different for different things.</param>
/// <param name="Free">How many failures cost no wait.</param>
/// <param name="Shared">Whether people who have nothing to do with each other may share it.</param>
internal sealed record SignInKey(string Value, int Free, bool Shared);

/// <summary>
/// Under which keys an attempt to sign in is counted, chosen so that guessing is slow and nobody can lock a colleague out:
/// <list type="bullet">
/// <item>A browser that has signed in as this person before (<see cref="KnownBrowser"/>) has a count of its own. Whatever
/// others do, she gets in from there.</item>
/// <item>Any other browser counts under its address together with the name that is tried: guesses at a name from one place
/// do not touch its owner elsewhere.</item>
/// <item>And under its address alone, with more room, against one common password tried on many names.</item>
/// </list>
/// There is no count under a name alone: that is the one by which a stranger could shut somebody out. What remains: someone
/// in the same network can delay a person who has never signed in from there with this browser.
/// </summary>
internal static class SignInKeys
{
    public const int FreeForBrowser = 10;
    public const int FreeForNameAtAddress = 5;
    public const int FreeForAddress = 50;

    public static IReadOnlyList<SignInKey> For(string userName, IPAddress? address, string? knownBrowser)
    {
        if (knownBrowser is not null)
            return [new SignInKey($"browser {knownBrowser}", FreeForBrowser, Shared: false)];
        var place = Place(address);
        return
        [
            new SignInKey($"name {place} {userName}", FreeForNameAtAddress, Shared: false),
            new SignInKey($"address {place}", FreeForAddress, Shared: true),
        ];
    }

    /// <summary>An IPv6 customer owns a whole /64, so the rest of the address says nothing about who it is.</summary>
    private static string Place(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
