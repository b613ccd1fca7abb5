using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Plugins.InProcess.Containers;

namespace Platform.Plugins.InProcess.Tests;

public sealed class ContainerTests
{
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
    [InlineData("http://RATES.acme.example/de", true)]
    [InlineData("https://a.b.wild.example/", true)]
    [InlineData("https://wild.example/", false)]
    [InlineData("https://evilwild.example/", false)]
    [InlineData("https://rates.acme.example.evil.example/", false)]
    [InlineData("https://rates.acme.example@evil.example/", false)]
    [InlineData("https://169.254.169.254/latest", false)]
    [InlineData("ftp://rates.acme.example/", false)]
    public async Task A_client_reaches_the_hosts_that_were_asked_for_and_no_others(string uri, bool isGranted)
    {
        using var handler = new Answers();
        using var client = new HttpBroker(() => handler).CreateClient("acme.tax", HttpBroker.HostsOf(["net.http:rates.acme.example", "net.http:*.wild.example", "fs.read:/srv"]));

        if (isGranted)
            Assert.Equal("yes", await client.GetStringAsync(new Uri(uri), TestContext.Current.CancellationToken));
        else
            Assert.Contains("acme.tax may not call", (await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync(new Uri(uri), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Equal(isGranted ? 1 : 0, handler.Calls);
    }

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
