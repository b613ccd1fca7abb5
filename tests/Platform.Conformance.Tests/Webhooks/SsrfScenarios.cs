using System.Net;
using System.Text;
using Platform.Testing;
using Platform.Webhooks;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;

namespace Platform.Conformance.Tests.Webhooks;

/// <summary>
/// Plays each scenario with a server on loopback, which stands for a public host and is allowed as one, and a name server that says what the scenario
/// needs.
/// </summary>
internal static class SsrfScenarios
{
    private const string Public = "127.0.0.1";
    private const string Private = "10.0.0.5";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    public static ValueTask<string?> JudgeAsync(string scenario, CancellationToken cancellationToken) => scenario switch
    {
        "DNS answer mixes public and private addresses -> refuse" => RefusedAsync([Public, Private], cancellationToken),
        "DNS answer changes between check and connect -> dial only the checked address" => OneLookupAsync(cancellationToken),
        "first answer public, reconnect after PooledConnectionLifetime private -> refuse the reconnect" => SecondRefusedAsync(cancellationToken),
        "public host answers 301/302/303/307/308 to a private URL -> not followed, recorded as failure" => RedirectsAsync(cancellationToken),
        "Alt-Svc header points to a private host -> never followed (HTTP/3 dial does not pass ConnectCallback)" => AlternativeServiceAsync(cancellationToken),
        "HTTP_PROXY in the environment -> ignored unless configured" => ProxyAsync(cancellationToken),
        "CNAME chain ending in a private name" => RefusedAsync([Private], cancellationToken),
        "name with only AAAA private and A public" => RefusedAsync([Public, "fd00::5"], cancellationToken),
        "answer with TTL 0" => SecondRefusedAsync(cancellationToken),
        "IPv6 zone id in literal" =>
            ValueTask.FromResult(DestinationPolicy.Default.Check("https://[fe80::1%25eth0]/", out _) == DestinationFault.InvalidHost
            ? null : "was not refused"),
        "response body slower than 1 byte/s -> cut at the total deadline" =>
            CutAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx", copies: 1, stays: true, cancellationToken),
        "gzip body of 10 MB expanding to 10 GB -> not decompressed or cut at the limit" => NotUnpackedAsync(cancellationToken),
        "response headers of 10 MB -> cut" => CutAsync("HTTP/1.1 200 OK\r\n" + Fillers(10_000), copies: 1, stays: false, cancellationToken),
        "100-continue or 1xx flood -> cut" => CutAsync("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", copies: int.MaxValue, stays: false, cancellationToken),
        _ => ValueTask.FromResult<string?>("nobody knows how to play this scenario"),
    };

    private static async ValueTask<string?> RefusedAsync(string[] answer, CancellationToken cancellationToken)
    {
        await using var server = new LoopbackServer(Ok);
        using var client = Client(server, new ScriptedAnswers(answer));
        return await IsRefusedAsync(client, server, cancellationToken) && server.Requests.IsEmpty ? null : "was called";
    }

    private static async ValueTask<string?> OneLookupAsync(CancellationToken cancellationToken)
    {
        await using var server = new LoopbackServer(Ok);
        var answers = new ScriptedAnswers([Public], [Private]);
        using var client = Client(server, answers);
        return await client.GetStringAsync(Url(server), cancellationToken) == "ok" && answers.Asked == 1 ? null : $"was looked up {answers.Asked} times";
    }

    /// <summary>The server closes each connection, so the second request is dialled anew.</summary>
    private static async ValueTask<string?> SecondRefusedAsync(CancellationToken cancellationToken)
    {
        await using var server = new LoopbackServer(Ok);
        using var client = Client(server, new ScriptedAnswers([Public], [Private]));
        await client.GetStringAsync(Url(server), cancellationToken);
        return await IsRefusedAsync(client, server, cancellationToken) && server.Requests.Count == 1 ? null : "was called again";
    }

    private static async ValueTask<string?> RedirectsAsync(CancellationToken cancellationToken)
    {
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            await using var inside = new LoopbackServer(Ok);
            await using var server = new LoopbackServer($"HTTP/1.1 {status} Elsewhere\r\nLocation: http://127.0.0.1:{inside.Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            using var client = Client(server, new ScriptedAnswers([Public]));
            using var response = await client.GetAsync(Url(server), cancellationToken);
            if ((int)response.StatusCode != status || !inside.Requests.IsEmpty)
                return $"{status} was followed";
        }
        return null;
    }

    /// <summary>The client asks for HTTP/3, which is what would make it follow; what it sends says 1.1 or 2, so it never looks for an alternative.</summary>
    private static async ValueTask<string?> AlternativeServiceAsync(CancellationToken cancellationToken)
    {
        await using var inside = new LoopbackServer(Ok);
        await using var server = new LoopbackServer($"HTTP/1.1 200 OK\r\nAlt-Svc: h3=\"127.0.0.1:{inside.Port}\"; ma=3600\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        using var client = Client(server, new ScriptedAnswers([Public]));
        for (var time = 0; time < 2; time++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Url(server))
            {
                Version = HttpVersion.Version30,
                VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher
            };
            using var response = await client.SendAsync(request, cancellationToken);
            if (request.Version > HttpVersion.Version20 || request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher)
                return "may use HTTP/3";
        }
        return server.Requests.Count == 2 && inside.Requests.IsEmpty ? null : "was followed";
    }

    /// <summary>What the environment says is read once, into the default proxy; so that is what is set.</summary>
    private static async ValueTask<string?> ProxyAsync(CancellationToken cancellationToken)
    {
        await using var proxy = new LoopbackServer(Ok);
        await using var server = new LoopbackServer(Ok);
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy($"http://127.0.0.1:{proxy.Port}/");
        try
        {
            using var client = Client(server, new ScriptedAnswers([Public]));
            await client.GetStringAsync(Url(server), cancellationToken);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
        return server.Requests.Count == 1 && proxy.Requests.IsEmpty ? null : "went to the proxy";
    }

    private static async ValueTask<string?> NotUnpackedAsync(CancellationToken cancellationToken)
    {
        await using var server = new LoopbackServer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\nConnection: close\r\n\r\n\u001f\u008bzz");
        using var client = Client(server, new ScriptedAnswers([Public]));
        return (await client.GetByteArrayAsync(Url(server), cancellationToken)).Length == 4 ? null : "was unpacked";
    }

    private static async ValueTask<string?> CutAsync(string answer, int copies, bool stays, CancellationToken cancellationToken)
    {
        await using var server = new LoopbackServer(answer, copies, stays);
        using var client = Client(server, new ScriptedAnswers([Public]));
        client.Timeout = Deadline;
        try
        {
            await client.GetStringAsync(Url(server), cancellationToken);
            return "was read to its end";
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<bool> IsRefusedAsync(HttpClient client, LoopbackServer server, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetStringAsync(Url(server), cancellationToken);
            return false;
        }
        catch (DestinationRefusedException refusal)
        {
            return refusal.Fault == DestinationFault.AddressNotPublic;
        }
    }

    private static HttpClient Client(LoopbackServer server, ScriptedAnswers answers) =>
        new(new DialGuard(new PlatformWebhooksOptions { AllowHttp = true, AdditionalPorts = { server.Port }, AllowedNetworks = { $"{Public}/32" } },
            answers).CreateHandler());

    private static string Url(LoopbackServer server) => $"http://good.example:{server.Port}/";

    private static string Fillers(int count) => new StringBuilder().Insert(0, $"X-Filler: {new string('a', 1000)}\r\n", count).ToString();

    private sealed class ScriptedAnswers(params string[][] answers) : IAddressResolver
    {
        public int Asked { get; private set; }

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult(answers[Math.Min(Asked++, answers.Length - 1)].Select(IPAddress.Parse).ToArray());
    }
}
