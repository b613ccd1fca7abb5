using System.Diagnostics.CodeAnalysis;
using System.Net;
using CityDesk.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace CityDesk.Limits;

/// <summary>Whose word is taken for whom they call: that of proxies that the operator names, and of nobody else.</summary>
internal static class Proxies
{
    private const string ForwardedFor = "X-Forwarded-For";

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromHours(1);

    /// <summary>Reads addresses and networks with commas between them: whole addresses, since <c>10.1</c> would be 10.0.0.1, and no network that is everybody.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out IReadOnlyList<IPNetwork>? networks)
    {
        List<IPNetwork> read = [];
        networks = null;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsWhole(part.Split('/')[0]))
                return false;
            if (IPAddress.TryParse(part, out var address))
                read.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(part, out var network) && network.PrefixLength > 0)
                read.Add(network);
            else
                return false;
        }

        networks = read;
        return true;
    }

    public static void Configure(ForwardedHeadersOptions forwarded, LimitsOptions limits)
    {
        if (!TryRead(limits.Proxies, out var networks) || networks is [])
            return;
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in networks)
            forwarded.KnownIPNetworks.Add(network);
        // Back to the first address that none of them vouches for.
        forwarded.ForwardLimit = null;
    }

    /// <summary>Before everything that asks for an address. Where the framework's switch is on, the framework has done it.</summary>
    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<LimitsOptions>>().Value.Proxies.Length > 0)
            app.UseForwardedHeaders();
        else if (!app.Configuration.GetValue<bool>(FrameworkSettings.ForwardedHeaders))
            app.UseDisbelief();
    }

    private static bool IsWhole(string address) => address.Contains(':', StringComparison.Ordinal) || address.Count(static letter => letter == '.') == 3;

    private static void UseDisbelief(this WebApplication app)
    {
        // Said again, so that a stranger who comes with a header of his own before the proxy does not use up the only time.
        var time = app.Services.GetRequiredService<TimeProvider>();
        var began = time.GetTimestamp();
        var nextAt = TimeSpan.Zero.Ticks;
        app.Use((context, next) =>
        {
            if (context.Request.Headers.ContainsKey(ForwardedFor) && IsDue())
                app.Logger.ProxyNotBelieved(context.Connection.RemoteIpAddress?.ToString() ?? "Somebody");
            return next(context);
        });

        bool IsDue()
        {
            var now = time.GetElapsedTime(began).Ticks;
            var next = Volatile.Read(ref nextAt);
            return now >= next && Interlocked.CompareExchange(ref nextAt, now + BetweenWarnings.Ticks, next) == next;
        }
    }
}
