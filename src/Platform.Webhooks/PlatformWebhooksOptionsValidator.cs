using System.Net;
using Microsoft.Extensions.Options;

namespace Platform.Webhooks;

/// <summary>Refuses options that cannot hold, each with a sentence that names the option and the remedy.</summary>
internal sealed class PlatformWebhooksOptionsValidator : IValidateOptions<PlatformWebhooksOptions>
{
    private const int LongestUrl = 65_536;
    private const int MostLookups = 1024;
    private const int MostResponseBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, PlatformWebhooksOptions options)
    {
        var faults = Faults(options).ToList();
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PlatformWebhooksOptions options)
    {
        foreach (var port in options.AdditionalPorts.Where(port => port is < 1 or > IPEndPoint.MaxPort))
            yield return $"AdditionalPorts has {port}: ports are 1 to {IPEndPoint.MaxPort}.";
        foreach (var network in options.AllowedNetworks.Where(network => !IsNetwork(network)))
            yield return $"AllowedNetworks has \"{network}\": write an address with zeros behind the prefix, and its length, as 10.1.0.0/16.";
        foreach (var host in options.AllowedHosts.Where(host => !IsName(host)))
            yield return $"AllowedHosts has \"{host}\": write a name, as receiver, or a full stop and a name for all below it, as .svc.internal.";
        if (options.MaxUrlLength is < 1 or > LongestUrl)
            yield return $"MaxUrlLength is {options.MaxUrlLength}: say 1 to {LongestUrl}.";
        if (options.MaxConcurrentLookups is < 1 or > MostLookups)
            yield return $"MaxConcurrentLookups is {options.MaxConcurrentLookups}: say 1 to {MostLookups}.";
        if (options.LookupTimeout <= TimeSpan.Zero || options.LookupTimeout > Longest)
            yield return $"LookupTimeout is {options.LookupTimeout}: say more than nothing and at most {Longest}.";
        if (options.ConnectTimeout <= TimeSpan.Zero || options.ConnectTimeout > Longest)
            yield return $"ConnectTimeout is {options.ConnectTimeout}: say more than nothing and at most {Longest}.";
        if (options.DeliveryTimeout <= TimeSpan.Zero || options.DeliveryTimeout > Longest)
            yield return $"DeliveryTimeout is {options.DeliveryTimeout}: say more than nothing and at most {Longest}.";
        if (options.DisableAfter <= TimeSpan.Zero)
            yield return $"DisableAfter is {options.DisableAfter}: say more than nothing.";
        if (options.DisableAfterFailures < 1)
            yield return $"DisableAfterFailures is {options.DisableAfterFailures}: say at least 1.";
        if (options.WarnAfter <= TimeSpan.Zero)
            yield return $"WarnAfter is {options.WarnAfter}: say more than nothing.";
        if (options.WarnAgainAfter <= options.WarnAfter)
            yield return $"WarnAgainAfter is {options.WarnAgainAfter}: say more than WarnAfter, which is {options.WarnAfter}.";
        if (options.MaxResponseBytes is < 0 or > MostResponseBytes)
            yield return $"MaxResponseBytes is {options.MaxResponseBytes}: say 0 to {MostResponseBytes}.";
    }

    /// <summary>Bits behind the prefix are cut off by the runtime; here they are a mistake, since who writes one address means one.</summary>
    private static bool IsNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/')), out var address) && network.BaseAddress.Equals(address);

    private static bool IsName(string host) =>
        host.Trim('.').Length > 0 && !host.EndsWith('.') && !host.Any(character => character is <= ' ' or > '~' or '/' or ':' or '*');
}
