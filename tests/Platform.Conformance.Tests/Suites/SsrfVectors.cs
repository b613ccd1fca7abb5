using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Platform.Conformance.Tests.Frame;
using Platform.Conformance.Tests.Webhooks;
using Platform.Webhooks;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// Addresses and URLs that a sender must refuse to call, from the IANA special-purpose registries, and what a stranger may try: each block with its
/// edges, each URL, when it is given or
/// when it is dialled, and each scenario against a server that plays it.
/// </summary>
public sealed class SsrfVectors() : RunningSuite("ssrf", "Platform.Webhooks", "*.json")
{
    private const string Mapped = "::ffff:0:0/96";

    /// <summary>Http and the port are allowed, so that each URL is refused for what it is there for.</summary>
    private static readonly DestinationPolicy Lenient = new(new PlatformWebhooksOptions { AllowHttp = true });

    /// <inheritdoc />
    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement.Clone();
        foreach (var block in root.GetProperty("cidrs").EnumerateObject().Where(block => block.Name != Mapped))
            yield return Case(block.Name, () => JudgeBlock(IPNetwork.Parse(block.Name)));
        foreach (var test in root.GetProperty("addresses").EnumerateArray())
            yield return Case($"{test.GetProperty("address")} {test.GetProperty("why")}", () =>
                JudgeAddress(IPAddress.Parse(test.GetProperty("address").GetString()!), test.GetProperty("blocked").GetBoolean()));
        foreach (var test in root.GetProperty("urls").EnumerateArray())
            yield return new($"{test.GetProperty("url")} {test.GetProperty("why")}", token => JudgeUrlAsync(test.GetProperty("url").GetString()!, token));
        foreach (var scenario in root.GetProperty("scenarios").EnumerateArray().Select(scenario => scenario.GetString()!))
            yield return new(scenario, token => SsrfScenarios.JudgeAsync(scenario, token));
    }

    private static string? JudgeBlock(IPNetwork block)
    {
        var last = block.BaseAddress.GetAddressBytes();
        for (var bit = block.PrefixLength; bit < last.Length * 8; bit++)
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return JudgeAddress(block.BaseAddress, isBlocked: true) ?? JudgeAddress(new IPAddress(last), isBlocked: true);
    }

    private static string? JudgeAddress(IPAddress address, bool isBlocked) => DestinationPolicy.Default.Allows(address) != isBlocked ? null
        : isBlocked ? $"{address} may be dialled" : $"{address} is refused as {AddressClassifier.Classify(address)}";

    private static async ValueTask<string?> JudgeUrlAsync(string url, CancellationToken cancellationToken)
    {
        if (Lenient.Check(url, out var uri) != DestinationFault.None)
            return null;
        // A name that is not refused as such leads inside, as its name server says.
        using var client = new HttpClient(new DialGuard(new PlatformWebhooksOptions { AllowHttp = true }, new OneAnswer(IPAddress.Loopback)).CreateHandler());
        try
        {
            using var response = await client.GetAsync(uri, cancellationToken);
            return "was called";
        }
        catch (DestinationRefusedException refusal)
        {
            return refusal.Fault == DestinationFault.AddressNotPublic ? null : $"was refused as {refusal.Fault} when dialled";
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException)
        {
            return "was dialled";
        }
    }

    private static ConformanceCase Case(string name, Func<string?> judge) => new(name, _ => ValueTask.FromResult(judge()));

    private sealed class OneAnswer(IPAddress address) : IAddressResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([address]);
    }
}
