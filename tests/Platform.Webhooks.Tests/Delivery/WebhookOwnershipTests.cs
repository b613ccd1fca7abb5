using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Tests.Delivery;

public sealed class WebhookOwnershipTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("200 OK", "{\"challenge\":\"…\"}", true)]
    [InlineData("201 Created", " {\"more\":1, \"challenge\" : \"…\"} ", true)]
    [InlineData("200 OK", "…", true)]
    [InlineData("200 OK", "…\r\n", true)]
    [InlineData("200 OK", "", false)]
    [InlineData("200 OK", "{}", false)]
    [InlineData("200 OK", "{\"challenge\":1}", false)]
    [InlineData("200 OK", "{\"challenge\":\"…x\"}", false)]
    [InlineData("200 OK", "\"…\"", false)]
    [InlineData("200 OK", "[\"…\"]", false)]
    [InlineData("200 OK", "<html>…</html>", false)]
    [InlineData("200 OK", "{\"challenge\":\"…\"", false)]
    [InlineData("400 No", "{\"challenge\":\"…\"}", false)]
    [InlineData("302 Elsewhere", "{\"challenge\":\"…\"}", false)]
    public async Task Who_repeats_the_challenge_has_read_it(string status, string answer, bool isConfirmed)
    {
        await using var receiver = Creature.Answering(request => Answer(status, answer.Replace("…", Challenge(request), StringComparison.Ordinal)));

        Assert.Equal(isConfirmed, (await ChallengeAsync(receiver)).IsConfirmed);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Each_challenge_is_another_and_an_answer_that_has_it_far_behind_is_none()
    {
        var challenges = new List<string>();
        await using var receiver = Creature.Answering(request =>
        {
            challenges.Add(Challenge(request));
            return Answer("200 OK", $"{new string(' ', 2_000)}{challenges[^1]}");
        });

        Assert.False((await ChallengeAsync(receiver)).IsConfirmed);
        Assert.False((await ChallengeAsync(receiver)).IsConfirmed);

        Assert.Equal(2, challenges.Distinct(StringComparer.Ordinal).Count());
        Assert.All(challenges, static challenge => Assert.Equal(43, challenge.Length));
    }

    [Fact]
    public async Task Where_nobody_may_be_called_nobody_is_asked()
    {
        await using var services = new ServiceCollection().AddPlatformWebhooks().Services.BuildServiceProvider();

        var answer = await services.GetRequiredService<WebhookOwnership>().ChallengeAsync(new Uri("https://127.0.0.1/"), new WebhookSigner(WebhookSecret.Generate()), Cancellation);

        Assert.Equal((false, WebhookOutcome.DestinationRefused), (answer.IsConfirmed, answer.Attempt.Outcome));
    }

    private static string Challenge(string request)
    {
        var body = JsonNode.Parse(request.Split("\r\n\r\n")[1])!;
        Assert.Equal(WebhookOwnership.ChallengeType, (string)body["type"]!);
        return (string)body["data"]!["challenge"]!;
    }

    private static string Answer(string status, string body) => $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private async Task<WebhookOwnershipAnswer> ChallengeAsync(Creature receiver)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddPlatformWebhooks(options =>
        {
            options.AllowHttp = true;
            options.AllowedNetworks.Add("127.0.0.1/32");
            options.AdditionalPorts.Add(receiver.Port);
        });
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<WebhookOwnership>().ChallengeAsync(
            new Uri($"http://127.0.0.1:{receiver.Port}/hook"), new WebhookSigner(WebhookSecret.Generate()), Cancellation);
    }
}
