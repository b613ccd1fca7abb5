using System.Net;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Tests;

public sealed class ChallengeTests
{
    private const string Body = """{"type":"platform.webhooks.challenge","timestamp":"2026-03-01T12:00:00Z","data":{"challenge":"abc-DEF_123"}}""";

    [Fact]
    public async Task A_challenge_of_the_sender_is_repeated_and_reaches_no_handler()
    {
        var handled = 0;
        await using var host = await StartAsync(() => handled++);

        using var response = await host.SendAsync(body: Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"challenge":"abc-DEF_123"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, handled);
        Assert.Contains("acme challenged", host.Outcomes);
    }

    [Fact]
    public async Task That_of_a_stranger_is_refused_as_all_of_his_is()
    {
        await using var host = await StartAsync(static () => { });

        using var response = await host.SendAsync(body: Body, secret: WebhookSecret.Generate());

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"challenge":1}""")]
    [InlineData("""{"challenge":""}""")]
    [InlineData("""{"challenge":"<script>"}""")]
    [InlineData("""{"challenge":"a\"b"}""")]
    public async Task What_can_be_no_challenge_is_not_repeated(string data)
    {
        await using var host = await StartAsync(static () => { });

        using var response = await host.SendAsync(body: $$"""{"type":"platform.webhooks.challenge","data":{{data}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static Task<ReceiverHost> StartAsync(Action handled) => ReceiverHost.StartAsync(app => app.MapWebhook("/in/acme", "acme", _ =>
    {
        handled();
        return Task.CompletedTask;
    }));
}
