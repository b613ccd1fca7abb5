using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Abstractions.Tests.Wire;

/// <summary>Host and plugin are of two minor versions of one contract.</summary>
public sealed class VersionTests
{
    [Fact]
    public async Task A_newer_plugin_sees_defaults_where_an_older_host_sends_nothing()
    {
        var plugin = new Newer();

        var answer = await Loopback.Between<IReport, INewerReport>(plugin).WriteAsync("text", new ReportOfOld("before"));

        Assert.Equal("after", answer.Title);
        Assert.Equal(("text", 7, "nobody", null), plugin.Taken);
        Assert.Equal(("before", 3, Colour.Green, 1.50m, "a \"b\"", ""), (plugin.Before!.Title, plugin.Before.Pages, plugin.Before.Colour, plugin.Before.Price, plugin.Before.Style, plugin.Before.Unsaid));
        Assert.Empty(plugin.Before.Numbers);
    }

    [Fact]
    public async Task An_older_plugin_passes_over_what_a_newer_host_sends_more()
    {
        var answer = await Loopback.Between<INewerReport, IReport>(new Older()).WriteAsync("text", new ReportOfNew("before", 4), 9, "somebody", [1]);

        Assert.Equal(("text before", 3), (answer.Title, answer.Pages));
    }

    [Fact]
    public async Task What_an_older_plugin_does_not_have_is_said()
    {
        var refused = await Assert.ThrowsAsync<WireException>(async () => await Loopback.Between<INewerReport, IReport>(new Older()).AddAsync(new Node(1, null, [])));

        Assert.Equal("The contract has no such method: the other side was built for another version of it.", refused.Message);
    }

    [Fact]
    public async Task What_was_not_sent_and_nothing_can_stand_for_is_said()
    {
        var dispatcher = PluginWire.Find(typeof(INewerReport))!.CreateDispatcher(new Newer());

        var refused = await Assert.ThrowsAsync<WireException>(async () => await dispatcher.CallAsync(5, default, new WireMessages().Rent(), TestContext.Current.CancellationToken));

        Assert.StartsWith("node of AddAsync was not sent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_are_known_by_their_numbers_and_by_what_they_take()
    {
        var members = PluginWire.Find(typeof(INewerReport))!.Members;

        Assert.Equal([1, 5, 6], members.Keys.Order());
        Assert.Equal("nothing AddAsync(Platform.Plugins.Abstractions.Tests.Wire.Node)", members[5]);
        Assert.Equal("stream string CountAsync(string, int)", PluginWire.Find(typeof(IEcho))!.Members[5]);
        Assert.Null(PluginWire.Find(typeof(IInProcess)));
    }

    [PluginContract("in-process", "1.0", InProcessOnly = true)]
    private interface IInProcess
    {
        object Anything { get; }
    }

    private sealed class Older : IReport
    {
        public ValueTask<ReportOfOld> WriteAsync(string text, ReportOfOld before) => new(new ReportOfOld($"{text} {before.Title}"));
    }

    private sealed class Newer : INewerReport
    {
        public (string, int, string?, byte[]?) Taken { get; private set; }

        public ReportOfNew? Before { get; private set; }

        public ValueTask<ReportOfNew> WriteAsync(string text, ReportOfNew before, int lines, string? author, byte[]? raw)
        {
            (Taken, Before) = ((text, lines, author, raw), before);
            return new(new ReportOfNew("after"));
        }

        public ValueTask AddAsync(Node node) => default;

        public ValueTask<Node> SixthAsync(Node node) => new(node);
    }
}
