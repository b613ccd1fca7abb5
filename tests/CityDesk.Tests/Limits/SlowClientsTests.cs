using System.Net;
using System.Net.Http.Json;
using CityDesk.Open311;
using CityDesk.Open311.Callers;
using CityDesk.Tests.Open311;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.RateLimiting;

namespace CityDesk.Tests.Limits;

/// <summary>Over sockets: strangers who send or read a byte now and then.</summary>
public sealed class SlowClientsTests(SqliteDesk desk) : OpenTests(desk), IClassFixture<SqliteDesk>
{
    private const string Password = "correct horse battery staple";
    private const int Dripping = 30;

    [Theory]
    [InlineData("/desk/sign-in", "application/x-www-form-urlencoded", "Content-Length: 100000\r\n")]
    [InlineData("/desk/sign-in", "application/x-www-form-urlencoded", "Transfer-Encoding: chunked\r\n")]
    [InlineData("/api/v1/session", "application/json", "Content-Length: 60000\r\n")]
    [InlineData("/api/v1/session", "application/json", "Transfer-Encoding: chunked\r\n")]
    [InlineData("/open311/v2/requests.json", "application/x-www-form-urlencoded", "Content-Length: 60000\r\n")]
    [InlineData("/open311/v2/requests.json", "application/x-www-form-urlencoded", "Transfer-Encoding: chunked\r\n")]
    public async Task Posts_of_strangers_that_drip_keep_no_page_from_the_staff(string path, string contentType, string length)
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:MostAtOnce", "4"));
        var session = await SignInAsync(desk);
        using var strangers = new Strangers(desk.Address.Port);
        for (var i = 0; i < Dripping; i++)
            await strangers.SendAsync($"POST {path} HTTP/1.1\r\nHost: desk\r\nContent-Type: {contentType}\r\n{length}\r\n{(length[0] == 'T' ? "1\r\nx\r\n" : "x")}");

        foreach (var page in (string[])["/desk", "/desk/usage", "/open311/v2/services.json"])
            Assert.Equal((page, 200), (page, (await desk.GetAsync(page, ("Cookie", session))).Status));
        Assert.Equal(0, desk.Services.GetRequiredService<AdaptiveLimiter>().GetState().Running);
    }

    [Fact]
    public async Task One_network_keeps_only_so_many_forms_under_way_and_has_them_back_when_it_lets_go()
    {
        await using var desk = LimitedDesk.Open(Desk);
        using (var strangers = new Strangers(desk.Address.Port))
        {
            for (var i = 0; i < BodiesUnderWay.MostOfNetwork; i++)
                await strangers.SendAsync("POST /open311/v2/requests.json HTTP/1.1\r\nHost: desk\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nx");
            Answer refused;
            do
                refused = await desk.PostAsync($"{Root}/requests.json", ("service_code", "DUMPING"));
            while (refused.Status == 403);
            // Who shows a key in the address is not counted with his neighbours.
            Assert.Equal(200, (await desk.PostAsync($"{Root}/requests.json?api_key={await KeyAsync()}", [.. Valid()])).Status);
            refused.Open311.IsRefusal(System.Net.HttpStatusCode.ServiceUnavailable, "Try again in 5 s.");
        }

        Answer served;
        do
            served = await desk.PostAsync($"{Root}/requests.json", ("service_code", "DUMPING"));
        while (served.Status == 503);
        Assert.Equal(403, served.Status);
    }

    [Fact]
    public async Task A_form_of_a_stranger_that_does_not_end_is_ended()
    {
        var clock = new FakeTimeProvider(Desk.Today);
        await using var desk = LimitedDesk.Open(Desk, clock);
        using var stranger = new Strangers(desk.Address.Port);
        await stranger.SendAsync("POST /open311/v2/requests.json HTTP/1.1\r\nHost: desk\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nx");
        var answer = stranger.ReadAsync();
        // Until it has been begun there is nothing that the time could end.
        while (!answer.IsCompleted)
        {
            clock.Advance(BodiesUnderWay.Patience);
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled));
        }

        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public void All_strangers_together_keep_only_so_many_forms_under_way_and_no_holder_of_a_key_is_counted_with_them()
    {
        var bodies = new BodiesUnderWay();
        List<BodiesUnderWay.Place> places = [];
        for (var network = 0; places.Count < BodiesUnderWay.MostOfStrangers; network++)
        {
            var place = bodies.Begin(new IPAddress([0x20, 0x01, 0x0d, 0xb8, (byte)(network >> 8), (byte)network, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
            if (place.IsAdmitted)
                places.Add(place);
        }

        Assert.False(bodies.Begin(IPAddress.Loopback).IsAdmitted);
        Assert.True(bodies.Begin("pothole-app").IsAdmitted);
        places[0].Dispose();
        using var next = bodies.Begin(IPAddress.Loopback);
        Assert.True(next.IsAdmitted);
    }

    [Fact]
    public async Task Who_reads_a_long_list_slowly_holds_no_place_while_he_does()
    {
        await Desk.InDatabaseAsync(async db =>
        {
            foreach (var request in db.Requests.Where(request => request.JurisdictionId == City))
                db.Entry(request).Property(each => each.Description).CurrentValue = new string('x', 40_000);
            return await db.SaveChangesAsync(Cancelled);
        });
        await using var desk = LimitedDesk.Open(Desk, ("Limits:MostAtOnce", "4"));
        var session = await SignInAsync(desk);
        using var strangers = new Strangers(desk.Address.Port);
        for (var i = 0; i < Dripping; i++)
            await strangers.SendAsync("GET /open311/v2/requests.xml?start_date=2026-02-10T00:00:00Z HTTP/1.1\r\nHost: desk\r\n\r\n", reads: false);

        var limiter = desk.Services.GetRequiredService<AdaptiveLimiter>();
        while (limiter.GetState() is { Running: > 0 } or { Waiting: > 0 })
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
        Assert.Equal(200, (await desk.GetAsync("/desk", ("Cookie", session))).Status);
    }

    [Fact]
    public void Answers_lie_in_memory_without_a_place_up_to_a_bound()
    {
        var answers = new AnswersUnderWay();
        var large = answers.Begin((int)AnswersUnderWay.MostBytes - 10);
        Assert.True(large.IsAdmitted);
        Assert.False(answers.Begin(11).IsAdmitted);
        using (var rest = answers.Begin(10))
            Assert.True(rest.IsAdmitted);

        large.Dispose();
        Assert.True(answers.Begin((int)AnswersUnderWay.MostBytes).IsAdmitted);
    }

    private async Task<string> SignInAsync(LimitedDesk desk)
    {
        var member = TestMember.Create("Ana Clerk", Password);
        await Desk.InDatabaseAsync(db =>
        {
            db.Staff.Add(member);
            return db.SaveChangesAsync(Cancelled);
        });
        using var content = JsonContent.Create(new { userName = member.UserName, password = Password });
        using var response = await desk.Http.PostAsync(new Uri("/api/v1/session", UriKind.Relative), content, Cancelled);
        return response.Headers.GetValues("Set-Cookie").First(cookie => cookie.StartsWith("citydesk=", StringComparison.Ordinal)).Split(';')[0];
    }
}
