using Platform.Plugins.Testing;
using PlatformPlugin1.Contracts;

namespace PlatformPlugin1.Tests;

public sealed class GreeterTests
{
    [Fact]
    public async Task It_greets_politely_and_leaves_nothing_behind()
    {
        var token = TestContext.Current.CancellationToken;
        await using var host = PluginTestHost.Create(setup => setup.Offer<IGreeter>());
        await host.InstallAsync(typeof(Greeter).Assembly.Location, token);

        var greeting = await host.CallAsync((IGreeter greeter, CancellationToken cancellation) => greeter.GreetAsync("Ada", cancellation), token);

        Assert.Equal("Good day, Ada.", greeting);
        await host.UnloadAsync("the-publisher.the-plugin", token);
    }
}
