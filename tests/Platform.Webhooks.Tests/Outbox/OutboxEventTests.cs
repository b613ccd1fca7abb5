using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Tests.Outbox;

public sealed partial class OutboxEventTests
{
    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("with space")]
    [InlineData("ümlaut")]
    [InlineData("new\nline")]
    [InlineData("nul\0")]
    public void A_type_that_is_no_name_is_refused(string type) => Assert.ThrowsAny<ArgumentException>(() => new OutboxEvent(type, default));

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("nul\0")]
    public void So_are_tenants_and_order_keys(string name)
    {
        Assert.Throws<ArgumentException>(() => new OutboxEvent("opened", default) { Tenant = name });
        Assert.Throws<ArgumentException>(() => new OutboxEvent("opened", default) { OrderKey = name });
    }

    [Theory]
    [InlineData("")]
    [InlineData("text/plain\r\nX-Injected: 1")]
    [InlineData("json")]
    public void And_content_types_that_could_not_stand_in_a_header(string type) =>
        Assert.Throws<ArgumentException>(() => new OutboxEvent("opened", default) { ContentType = type });

    [Fact]
    public void What_is_too_long_is_refused()
    {
        var longest = new string('a', OutboxEvent.MaxNameLength);
        Assert.Equal(longest, new OutboxEvent(longest, new byte[OutboxEvent.MaxBodyLength]) { Tenant = longest, OrderKey = longest }.Type);

        Assert.Throws<ArgumentException>(() => new OutboxEvent(longest + "a", default));
        Assert.Throws<ArgumentException>(() => new OutboxEvent("opened", new byte[OutboxEvent.MaxBodyLength + 1]));
    }

    [Fact]
    public void Ids_are_those_that_a_webhook_can_have_and_all_differ()
    {
        var ids = Enumerable.Range(0, 1_000).Select(_ => new OutboxEvent("opened", default).Id).ToList();

        Assert.All(ids, id => Assert.Matches("^msg_[0-9a-f]{32}$", id));
        Assert.Equal(1_000, ids.Distinct().Count());
    }

    [Fact]
    public void A_payload_is_written_as_its_type_says() =>
        Assert.Equal("""{"Number":7}""", Encoding.UTF8.GetString(OutboxEvent.Json("paid", new Paid(7), PaidJson.Default.Paid).Body.Span));

    [Theory]
    [InlineData("platform.")]
    [InlineData("platform.webhooks.endpoint.disabled")]
    public void What_the_platform_says_of_receivers_nobody_else_can_say(string type) => Assert.Throws<ArgumentException>(() => new OutboxEvent(type, default));

    [Fact]
    public void The_trace_in_which_it_was_made_is_kept()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        Assert.Equal(activity.Id, OutboxRecord.Of(new OutboxEvent("opened", default), DateTimeOffset.UnixEpoch).TraceParent);
    }

    [Theory]
    [InlineData("name", new string[0])]
    [InlineData("name", new[] { "" })]
    [InlineData("", new[] { "opened" })]
    [InlineData("with space", new[] { "opened" })]
    public void A_lane_without_a_name_or_types_is_refused(string name, string[] types) => Assert.ThrowsAny<ArgumentException>(() => new LaneDefinition(name, types));

    public sealed record Paid(int Number);

    [JsonSerializable(typeof(Paid))]
    public sealed partial class PaidJson : JsonSerializerContext;
}
