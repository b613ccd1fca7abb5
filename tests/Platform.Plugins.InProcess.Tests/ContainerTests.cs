using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;

namespace Platform.Plugins.InProcess.Tests;

public sealed class ContainerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_is_given_what_it_asked_for_and_no_other_service_of_the_host()
    {
        await using var zoo = new Zoo(plugins => plugins.Export<IRates>("rates"), services: services => services.AddSingleton<IRates>(new Rates()));
        var assembly = Zoo.Rule("return new ValueTask<string>(_rates.Of(text).ToString());",
            "private readonly Platform.Plugins.InProcess.Tests.IRates _rates; public Rule(Platform.Plugins.InProcess.Tests.IRates rates) => _rates = rates;");
        zoo.Install("acme.asked", assembly, more: ", \"capabilities\": [\"rates\"]");
        zoo.Install("acme.silent", assembly);

        Assert.Equal(["19"], await zoo.JudgeAsync("de"));

        Assert.Contains("Unable to resolve service for type 'Platform.Plugins.InProcess.Tests.IRates'", zoo.Host.Plugins.Single(plugin => plugin.Id == "acme.silent").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_host_lends_is_not_disposed_of_with_the_plugin()
    {
        var rates = new Rates();
        await using var zoo = new Zoo(plugins => plugins.Export<IRates>(), services: services => services.AddSingleton<IRates>(rates));
        zoo.Install("acme.borrower", Zoo.Rule("return new ValueTask<string>(_rates.Of(text).ToString());",
            "private readonly Platform.Plugins.InProcess.Tests.IRates _rates; public Rule(Platform.Plugins.InProcess.Tests.IRates rates) => _rates = rates;"));
        await zoo.JudgeAsync("de");

        zoo.Store.Remove("acme.borrower");
        await zoo.Host.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.False(rates.IsDisposed);
    }

    [Fact]
    public async Task A_plugin_that_can_be_disposed_of_is_when_it_is_stopped()
    {
        var rates = new Rates();
        await using var zoo = new Zoo(plugins => plugins.Export<IRates>(), services: services => services.AddSingleton<IRates>(rates));
        zoo.Install("acme.closer", Zoo.Rule(Zoo.Plain,
            "private readonly Platform.Plugins.InProcess.Tests.IRates _rates; public Rule(Platform.Plugins.InProcess.Tests.IRates rates) => _rates = rates; public void Dispose() => _rates.Of(\"closed\");",
            also: ", IDisposable"));
        await zoo.JudgeAsync("de");
        zoo.Store.Remove("acme.closer");

        await zoo.Host.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, rates.Closed);
    }

    [Fact]
    public async Task The_configuration_of_a_plugin_is_its_section_and_its_logs_bear_its_name()
    {
        var categories = new Categories();
        await using var zoo = new Zoo(services: services => services.AddSingleton<ILoggerProvider>(categories));
        zoo.Install("acme.tax", Zoo.Rule(
            "_logger.LogWarning(\"judged\"); return new ValueTask<string>(_configuration[\"Rate\"] + _configuration[\"Secret\"] + _configuration[\":Secret\"]);",
            """
            private readonly Microsoft.Extensions.Configuration.IConfiguration _configuration; private readonly Microsoft.Extensions.Logging.ILogger<Rule> _logger;
            public Rule(Microsoft.Extensions.Configuration.IConfiguration configuration, Microsoft.Extensions.Logging.ILogger<Rule> logger) => (_configuration, _logger) = (configuration, logger);
            """,
            references: File.ReadAllBytes(typeof(Microsoft.Extensions.Configuration.IConfiguration).Assembly.Location)));

        Assert.Equal(["19"], await zoo.JudgeAsync("x"));

        Assert.Contains("acme.tax/Acme.Rule", categories.Names);
    }

    [Theory]
    [InlineData("https://rates.acme.example/de", true)]
    [InlineData("https://RATES.acme.example:443/de", true)]
    [InlineData("http://rates.acme.example/de", false)]
    [InlineData("https://rates.acme.example:8443/", false)]
    [InlineData("https://a.rates.acme.example/", false)]
    [InlineData("https://rates.acme.example./", false)]
    [InlineData("http://plain.acme.example/", true)]
    [InlineData("https://plain.acme.example/", false)]
    [InlineData("https://port.acme.example:8443/", true)]
    [InlineData("https://port.acme.example/", false)]
    [InlineData("https://a.b.wild.example/", true)]
    [InlineData("https://wild.example/", false)]
    [InlineData("https://evilwild.example/", false)]
    [InlineData("https://rates.acme.example.evil.example/", false)]
    [InlineData("https://rates.acme.example@evil.example/", false)]
    [InlineData("https://169.254.169.254/latest", false)]
    [InlineData("ftp://rates.acme.example/", false)]
    public async Task A_client_reaches_exactly_what_was_asked_for_and_nothing_else(string uri, bool isGranted)
    {
        using var handler = new Answers();
        using var client = Client(handler);

        if (isGranted)
            Assert.Equal("yes", await client.GetStringAsync(new Uri(uri), Token));
        else
            Assert.Contains("acme.tax may not call", (await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync(new Uri(uri), Token))).Message, StringComparison.Ordinal);
        Assert.Equal(isGranted ? 1 : 0, handler.Calls);
    }

    [Theory]
    [InlineData("rates.acme.example", true)]
    [InlineData("rates.acme.example:443", true)]
    [InlineData("admin.acme.example", false)]
    [InlineData("rates.acme.example:8443", false)]
    public async Task The_header_that_names_a_host_names_the_one_that_was_asked_for(string header, bool isGranted)
    {
        using var handler = new Answers();
        using var client = Client(handler);
        client.DefaultRequestHeaders.Host = header;

        if (isGranted)
            await client.GetStringAsync(new Uri("https://rates.acme.example/"), Token);
        else
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri("https://rates.acme.example/"), Token));
        Assert.Equal(isGranted ? 1 : 0, handler.Calls);
    }

    [Fact]
    public async Task Nothing_is_sent_by_a_protocol_that_does_not_connect_through_the_broker()
    {
        using var handler = new Answers();
        using var client = Client(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://rates.acme.example/")
        {
            Version = HttpVersion.Version30,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };

        await client.SendAsync(request, Token);

        Assert.Equal((HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower), (request.Version, request.VersionPolicy));
    }

    [Theory]
    [InlineData("net.http:rates.acme.example", "10.0.0.7", "may not call rates.acme.example, which leads to 10.0.0.7 (Private)")]
    [InlineData("net.http:rates.acme.example", "169.254.169.254", "which leads to 169.254.169.254 (LinkLocal)")]
    [InlineData("net.http:rates.acme.example", "::ffff:127.0.0.1", "(Loopback)")]
    [InlineData("net.http:other.acme.example", "93.184.216.34", "may not call rates.acme.example:443")]
    public async Task A_name_that_leads_into_the_hosts_own_network_or_was_exchanged_since_is_not_connected_to(string capability, string address, string expected)
    {
        var broker = new HttpBroker(new InProcessPlugins(), lookUp: (_, _) => Task.FromResult(new[] { IPAddress.Parse(address) }));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(async () => await broker.ConnectAsync(
            "acme.tax", HttpBroker.GrantsOf("acme.tax", [capability]), new DnsEndPoint("rates.acme.example", 443), Token));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "localhost", "http://localhost")]
    [InlineData(false, "127.0.0.1", "http://127.0.0.1")]
    public async Task A_host_of_the_operators_own_network_is_reached_where_he_says_so_or_where_the_address_was_asked_for(bool allows, string host, string grant)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var broker = new HttpBroker(new InProcessPlugins { AllowPrivateAddresses = allows }, lookUp: static (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        using var client = broker.CreateClient("acme.tax", HttpBroker.GrantsOf("acme.tax", [$"net.http:{grant}:{port}"]));

        var answer = client.GetStringAsync(new Uri($"http://{host}:{port}/"), Token);
        using (var connection = await listener.AcceptTcpClientAsync(Token))
            await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nyes"u8.ToArray(), Token);

        Assert.Equal("yes", await answer);
    }

    [Theory]
    [InlineData("net.http:rates.acme.example/path")]
    [InlineData("net.http:rates.acme.example?x")]
    [InlineData("net.http:user@rates.acme.example")]
    [InlineData("net.http:*")]
    [InlineData("net.http:*.")]
    [InlineData("net.http:*.*.acme.example")]
    [InlineData("net.http:*.127.0.0.1")]
    [InlineData("net.http:ftp://rates.acme.example")]
    [InlineData("net.http:rates.acme.example:99999")]
    public void What_names_no_host_is_no_grant_and_said_to_be_none(string capability) =>
        Assert.Contains("which is no host", Assert.Throws<PluginStartException>(() => HttpBroker.GrantsOf("acme.tax", [capability])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("rates", "rates", true)]
    [InlineData("rates", "rates.read", false)]
    [InlineData("rates", "rates:de", false)]
    [InlineData("rates.read", "rates", false)]
    [InlineData("rates", "ratesx", false)]
    public void Who_asks_for_a_part_is_not_given_the_whole(string export, string asked, bool isGranted) =>
        Assert.Equal(isGranted, new PluginExport(typeof(IRates), export).IsGrantedTo([asked]));

    private static HttpClient Client(HttpMessageHandler handler) => new HttpBroker(new InProcessPlugins(), () => handler).CreateClient("acme.tax", HttpBroker.GrantsOf("acme.tax",
    [
        "net.http:rates.acme.example", "net.http:*.wild.example", "net.http:http://plain.acme.example", "net.http:port.acme.example:8443", "fs.read:/srv",
    ]));

    private sealed class Answers : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("yes") });
        }
    }

    private sealed class Rates : IRates, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public int Closed { get; private set; }

        public int Of(string state)
        {
            Closed += state == "closed" ? 1 : 0;
            return 19;
        }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Categories : ILoggerProvider
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<string> _names = [];

        public IEnumerable<string> Names => _names;

        public ILogger CreateLogger(string categoryName)
        {
            _names.Add(categoryName);
            return Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        }

        public void Dispose()
        {
        }
    }
}
