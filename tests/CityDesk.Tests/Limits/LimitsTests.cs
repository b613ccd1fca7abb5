using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using CityDesk.Staff;
using CityDesk.Tests.Open311;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.RateLimiting;

namespace CityDesk.Tests.Limits;

/// <summary>Who may use how much of the desk, as whoever calls it sees it.</summary>
public abstract class LimitsTests(Desk desk) : OpenTests(desk)
{
    private const string Password = "correct horse battery staple";
    private const string Services = $"{Root}/services.json";

    private static readonly string? Redis = Environment.GetEnvironmentVariable("PLATFORM_TEST_REDIS");

    [Theory, MemberData(nameof(Formats))]
    public async Task Whoever_reads_too_much_without_a_key_is_told_when_to_come_back_in_the_format_of_the_address(string format)
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:ReadsPerMinute", "3"));
        for (var left = 2; left >= 0; left--)
        {
            var served = await desk.GetAsync($"{Root}/services.{format}");
            Assert.Equal((200, "\"minute\";q=3;w=60"), (served.Status, served.Policy));
            Assert.StartsWith($"\"minute\";r={left};t=", served.Standing, StringComparison.Ordinal);
        }

        foreach (var path in (string[])[$"services.{format}", $"requests/1.{format}", $"nowhere.{format}"])
        {
            var refused = await desk.GetAsync($"{Root}/{path}");
            refused.Open311.IsRefusal(HttpStatusCode.TooManyRequests, "more calls than you may make at once. Try again in 20 s.");
            Assert.Equal((429, 20), ((int)refused.Open311.Only["code"]!, refused.RetryAfter));
            Assert.Equal("\"minute\";r=0;t=20", refused.Standing);
        }

        Desk.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await desk.GetAsync($"{Root}/services.{format}")).Status);
    }

    [Fact]
    public async Task Nobody_gets_a_fresh_limit_by_a_header_that_he_invents()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:ReadsPerMinute", "2"));
        var statuses = new List<int>();
        for (var call = 1; call <= 4; call++)
            statuses.Add((await desk.GetAsync(Services, ("X-Forwarded-For", $"203.0.113.{call}"), ("X-Real-IP", $"203.0.113.{call}"))).Status);

        Assert.Equal([200, 200, 429, 429], statuses);
    }

    [Fact]
    public async Task Behind_a_proxy_that_is_believed_each_network_counts_by_itself()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:ReadsPerMinute", "2"), ("ForwardedHeaders_Enabled", "true"));

        Assert.Equal([200, 200, 429], await FromAsync("203.0.113.7", "203.0.113.7", "203.0.113.7"));
        Assert.Equal([429], await FromAsync("::ffff:203.0.113.7"));
        Assert.Equal([200], await FromAsync("203.0.113.8"));
        // Whoever has an address of IPv6 has 2^64 of them.
        Assert.Equal([200, 200, 429], await FromAsync("2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:db8:1:2::3"));
        Assert.Equal([200], await FromAsync("2001:db8:1:3::1"));

        async Task<List<int>> FromAsync(params string[] addresses)
        {
            var statuses = new List<int>();
            foreach (var address in addresses)
                statuses.Add((await desk.GetAsync(Services, ("X-Forwarded-For", address))).Status);
            return statuses;
        }
    }

    [Fact]
    public async Task A_proxy_that_is_named_is_believed_and_nobody_else()
    {
        await using var behind = LimitedDesk.Open(Desk, ("Limits:ReadsPerMinute", "1"), ("Limits:Proxies", "192.0.2.1, 127.0.0.0/8"));
        await using var elsewhere = LimitedDesk.Open(Desk, ("Limits:ReadsPerMinute", "1"), ("Limits:Proxies", "192.0.2.1,2001:db8::/32"));

        Assert.Equal([200, 429, 200], await FromAsync(behind, "203.0.113.7", "203.0.113.7", "203.0.113.8"));
        // What a stranger has put before what the proxies add is not believed.
        Assert.Equal([429, 429], await FromAsync(behind, "198.51.100.1, 203.0.113.7, 127.0.0.9", "198.51.100.2, 203.0.113.8"));
        Assert.Equal([200, 429], await FromAsync(elsewhere, "203.0.113.7", "203.0.113.8"));

        static async Task<List<int>> FromAsync(LimitedDesk desk, params string[] addresses)
        {
            var statuses = new List<int>();
            foreach (var address in addresses)
                statuses.Add((await desk.GetAsync(Services, ("X-Forwarded-For", address))).Status);
            return statuses;
        }
    }

    [Fact]
    public async Task Attempts_of_strangers_to_sign_in_are_limited_by_address_at_both_doors_and_lock_out_nobody_who_is_in()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:SignInsPerMinute", "3"));
        var session = await SignInAsync(desk);
        using var visitor = new ConsoleVisitor(desk.Address);
        var door = await visitor.GetAsync("/desk/sign-in");

        Assert.Equal(401, (await TryAsync("somebody")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SubmitAsync(door.Form("/desk/sign-in"), ("userName", "somebody else"), ("password", "guess"))).Status);
        var refused = await TryAsync("a third");
        Assert.Equal((429, 20, "\"minute\";q=3;w=60"), (refused.Status, refused.RetryAfter, refused.Policy));
        Assert.Equal("TOO_MANY_CALLS", (string?)JsonNode.Parse(refused.Text)!["code"]);
        var page = await visitor.SubmitAsync(door.Form("/desk/sign-in"), ("userName", "a fourth"), ("password", "guess"));
        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.Contains("Too much at once", page.Page.Body!.TextContent, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk/sign-in")).Status);
        Assert.Equal(200, (await desk.GetAsync("/desk", ("Cookie", session))).Status);
        Assert.Equal(404, (await desk.GetAsync("/api/v1/requests/nobody", ("Cookie", session))).Status);
        Desk.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(401, (await TryAsync("a fifth")).Status);

        async Task<Answer> TryAsync(string name)
        {
            using var content = JsonContent.Create(new { userName = name, password = "guess" });
            return await Answer.ReadAsync(await desk.Http.PostAsync(new Uri("/api/v1/session", UriKind.Relative), content, Cancelled));
        }
    }

    [Fact]
    public async Task Strangers_at_the_same_address_use_up_no_attempt_of_a_browser_that_has_signed_in_before()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:SignInsPerMinute", "3"));
        var member = await MemberAsync();
        using var hers = new ConsoleVisitor(desk.Address);
        Assert.Equal("/desk", (await hers.SignInAsync(member, Password)).Location);
        await hers.SubmitAsync((await hers.GetAsync("/desk")).Form("/desk/sign-out"));
        using var stranger = new ConsoleVisitor(desk.Address);
        for (var guess = 0; guess < 5; guess++)
            await stranger.SignInAsync($"somebody {guess}", "guess");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await stranger.SignInAsync("somebody", "guess")).Status);

        Assert.Equal("/desk", (await hers.SignInAsync(member, Password)).Location);
        await hers.SubmitAsync((await hers.GetAsync("/desk")).Form("/desk/sign-out"));
        // She has as many as anybody, and no more.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await hers.SignInAsync(member, "mistyped")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await hers.SignInAsync(member, "mistyped")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await hers.SignInAsync(member, Password)).Status);
        using var forger = new ConsoleVisitor(desk.Address);
        forger.Cookies.Add(desk.Address, new Cookie(KnownBrowser.CookieName, "CfDJ8AAAA", "/desk/sign-in"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await forger.SignInAsync("somebody", "guess")).Status);
    }

    [Fact]
    public async Task Pages_of_the_console_are_counted_by_who_is_signed_in_and_of_strangers_by_address()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:StaffCallsPerMinute", "3"));
        var session = await SignInAsync(desk);
        foreach (var path in (string[])["/desk", "/desk/requests/1", "/desk/sign-in"])
            Assert.NotEqual(429, (await desk.GetAsync(path)).Status);

        var refused = await desk.GetAsync("/desk");
        Assert.Equal((429, 20), (refused.Status, refused.RetryAfter));
        Assert.Equal(429, (await desk.PostAsync("/desk/requests/1/note", ("text", "spam"))).Status);
        for (var page = 0; page < 3; page++)
            Assert.Equal(200, (await desk.GetAsync("/desk", ("Cookie", session))).Status);
        Assert.Equal(429, (await desk.GetAsync("/desk", ("Cookie", session))).Status);
    }

    [Fact]
    public async Task A_key_that_cannot_be_looked_up_now_makes_nobody_a_stranger()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:ReadsPerMinute", "1"), ("Limits:PostsPerMinute", "1"));
        var (_, key) = await ConsumerAsync("partner");
        var lookUps = desk.Services.GetRequiredService<AdaptiveLimiters>()[CityDesk.Limits.LimitPolicies.KeyLookUps];
        List<AdaptiveLease> running = [];
        while (lookUps.GetState() is var state && state.Running < state.Limit)
            running.Add(await lookUps.AcquireAsync(cancellationToken: Cancelled));

        var (read, posted) = (desk.GetAsync($"{Services}?api_key={key}"), PostValidAsync(desk, key));
        while (lookUps.GetState().Waiting < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
        Desk.Clock.Advance(TimeSpan.FromSeconds(10));

        foreach (var answer in (Answer[])[await read, await posted])
        {
            answer.Open311.IsRefusal(HttpStatusCode.ServiceUnavailable, "More is asked of this desk just now than it can do. Try again in ");
            Assert.Equal("", answer.Standing);
        }

        running.ForEach(place => place.Complete(succeeded: true));
        Assert.Equal(200, (await desk.GetAsync($"{Services}?api_key={key}")).Status);
        Assert.Equal(200, (await desk.GetAsync(Services)).Status);
    }

    [Fact]
    public async Task A_database_that_refuses_look_ups_at_once_is_not_taken_for_a_fast_one()
    {
        var clock = new FakeTimeProvider(Desk.Clock.GetUtcNow()) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        await using var desk = LimitedDesk.Open(Desk, clock);
        var (_, key) = await ConsumerAsync("");
        var lookUps = desk.Services.GetRequiredService<AdaptiveLimiters>()[CityDesk.Limits.LimitPolicies.KeyLookUps];
        await Desk.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Consumers\" RENAME TO \"Away\"", Cancelled));
        try
        {
            Assert.Equal(400, (await desk.GetAsync($"{Services}?api_key={key}")).Status);
        }
        finally
        {
            await Desk.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Away\" RENAME TO \"Consumers\"", Cancelled));
        }

        Assert.Equal((0, TimeSpan.Zero), (lookUps.GetState().Running, lookUps.GetState().MeanLatency));
        Assert.Equal(200, (await desk.GetAsync($"{Services}?api_key={key}")).Status);
        Assert.NotEqual(TimeSpan.Zero, lookUps.GetState().MeanLatency);
    }

    [Fact]
    public async Task A_long_form_is_taken_of_who_shows_a_key_in_the_address_and_of_nobody_else()
    {
        var (_, key) = await ConsumerAsync("");
        await using var desk = LimitedDesk.Open(Desk);
        (string, string)[] @long = [.. Valid(), ("comment", new string('x', 70_000))];

        (await desk.PostAsync($"{Root}/requests.json", @long)).Open311.IsRefusal(HttpStatusCode.RequestEntityTooLarge, "65536");
        (await desk.PostAsync($"{Root}/requests.json", [("api_key", key), .. @long])).Open311.IsRefusal(HttpStatusCode.RequestEntityTooLarge, "65536");
        (await desk.PostAsync($"{Root}/requests.json?api_key=desk_guess", @long)).Open311.IsRefusal(HttpStatusCode.RequestEntityTooLarge, "65536");
        Assert.Equal(200, (await desk.PostAsync($"{Root}/requests.json?api_key={key}", @long)).Status);
        Assert.Equal(200, (await desk.PostAsync($"{Root}/requests.json?api_key={key}", [("api_key", key), .. @long])).Status);
        Assert.Equal(403, (await desk.PostAsync($"{Root}/requests.json?api_key={key}", [("api_key", "desk_other"), .. @long])).Status);
    }

    [Theory]
    [InlineData("desk_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("desk_0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    [InlineData("desk_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde", false)]
    [InlineData("desk_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", false)]
    [InlineData("disk_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    [InlineData("desk_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\u0660", false)]
    [InlineData("", false)]
    public void Only_what_could_be_a_key_of_ours_is_looked_up(string key, bool expected) => Assert.Equal(expected, ApiConsumer.IsKey(key));

    [Fact]
    public void A_key_that_is_made_could_be_one_of_ours() => Assert.True(ApiConsumer.IsKey(ApiConsumer.Create("App", "", Desk.Clock.GetUtcNow()).Key));

    [Fact]
    public async Task A_city_that_is_made_while_the_desk_runs_counts_by_its_own_months()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Desk:DefaultJurisdiction", "later.example"), ("Desk:CityRequests", "0"));
        var key = await ConsumerAsync("");
        await Desk.InDatabaseAsync(db =>
        {
            db.Jurisdictions.Add(new Jurisdiction { Id = "later.example", Name = "Later", TimeZone = "Asia/Tokyo" });
            return db.SaveChangesAsync(Cancelled);
        });
        // The desk looked at its start, and looks again after ten seconds.
        Desk.Clock.Advance(TimeSpan.FromSeconds(11));

        var served = await desk.GetAsync($"{Services}?api_key={key.Key}");

        Assert.Equal(200, served.Status);
        Assert.Equal("Asia/Tokyo", desk.Services.GetRequiredService<CityDesk.Limits.CityCalendar>().Time.ZoneName);
        await Desk.InDatabaseAsync(db => db.Jurisdictions.Where(city => city.Id == "later.example").ExecuteDeleteAsync(Cancelled));
    }

    [Fact]
    public async Task Posting_without_a_valid_key_is_limited_more_and_disturbs_nobody_who_has_one()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:PostsPerMinute", "2"));
        var key = await ConsumerAsync("");

        Assert.Equal(403, (await desk.PostAsync($"{Root}/requests.json", ("service_code", "DUMPING"))).Status);
        Assert.Equal(403, (await desk.PostAsync($"{Root}/requests.xml", ("api_key", "desk_guess"), ("service_code", "DUMPING"))).Status);
        var refused = await desk.PostAsync($"{Root}/requests.xml", ("api_key", "desk_another"), ("service_code", "DUMPING"));

        refused.Open311.IsRefusal(HttpStatusCode.TooManyRequests, "Try again in 30 s.");
        Assert.Equal(("\"minute\";q=2;w=60", 30), (refused.Policy, refused.RetryAfter));
        Assert.Equal(200, (await desk.GetAsync(Services)).Status);
        Assert.Equal(200, (await PostValidAsync(desk, key.Key)).Status);
    }

    [Fact]
    public async Task A_key_has_the_limits_of_its_tier_wherever_it_calls_from_and_new_ones_with_a_new_tier()
    {
        await using var desk = LimitedDesk.Open(
            Desk, ("Limits:ReadsPerMinute", "1"), ("Limits:Tiers:registered:PerMinute", "2"), ("Limits:Tiers:PARTNER:PerMinute", "5"), ("Limits:Tiers:school:PerMinute", "3"), ("Limits:Tiers:school:PerMonth", "9"));
        var (app, partner, school) = (await ConsumerAsync(""), await ConsumerAsync("partner"), await ConsumerAsync("school"));
        Assert.Equal(200, (await desk.GetAsync(Services)).Status);
        Assert.Equal(429, (await desk.GetAsync(Services)).Status);

        Assert.Equal([200, 200, 429], await CallsAsync(app.Key, 3));
        Assert.Equal([200, 200, 200, 200, 200, 429], await CallsAsync(partner.Key, 6));
        Assert.Equal([200, 200, 200, 429], await CallsAsync(school.Key, 4));

        await Desk.InDatabaseAsync(async db =>
        {
            (await db.Consumers.SingleAsync(c => c.Name == app.Name, Cancelled)).MoveTo("school");
            return await db.SaveChangesAsync(Cancelled);
        });
        // What was used up stays used up, in time.
        Assert.Equal(429, (await desk.GetAsync($"{Services}?api_key={app.Key}")).Status);
        Desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Matches("^\"minute\";q=3;w=60, \"monthly\";q=9;w=[0-9]+;platform-period=month$", (await desk.GetAsync($"{Services}?api_key={app.Key}")).Policy);

        async Task<List<int>> CallsAsync(string key, int calls)
        {
            var statuses = new List<int>();
            for (var call = 0; call < calls; call++)
                statuses.Add((await desk.GetAsync($"{Services}?api_key={key}")).Status);
            return statuses;
        }
    }

    [Fact]
    public async Task A_month_ends_by_the_clocks_of_the_city_and_what_was_used_of_it_is_kept_for_all_instances()
    {
        await Desk.InDatabaseAsync(db => db.Jurisdictions.Where(city => city.Id == City).ExecuteUpdateAsync(set => set.SetProperty(city => city.TimeZone, "America/Chicago"), Cancelled));
        (string, string)[] settings = [("Limits:Tiers:registered:PerMonth", "4")];
        // Ten minutes before midnight of the last of May in Chicago; in London it is June.
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 4, 50, 0, TimeSpan.Zero));
        var key = await ConsumerAsync("");
        await using (var first = LimitedDesk.Open(Desk, clock, settings))
        {
            var served = await PostValidAsync(first, key.Key);
            Assert.Equal(200, served.Status);
            Assert.EndsWith(", \"monthly\";r=3;t=600", served.Standing, StringComparison.Ordinal);
            Assert.Equal(200, (await PostValidAsync(first, key.Key)).Status);
        }

        await using var second = LimitedDesk.Open(Desk, clock, settings);
        await using var third = LimitedDesk.Open(Desk, clock, settings);
        Assert.Equal(200, (await PostValidAsync(second, key.Key)).Status);
        Assert.Equal(200, (await PostValidAsync(third, key.Key, "xml")).Status);
        var filed = await CountAsync();
        foreach (var (desk, format) in ((LimitedDesk, string)[])[(second, "json"), (third, "xml")])
        {
            var refused = await PostValidAsync(desk, key.Key, format);
            refused.Open311.IsRefusal(HttpStatusCode.TooManyRequests, "The 4 calls of this month are used up. The next month begins on 1 Jun 2026, 00:00 (America/Chicago).");
            Assert.Equal((600, "\"monthly\";r=0;t=600"), (refused.RetryAfter, refused.Standing));
        }

        Assert.Equal(filed, await CountAsync());
        clock.Advance(TimeSpan.FromSeconds(598));
        Assert.Equal(429, (await PostValidAsync(second, key.Key)).Status);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(200, (await PostValidAsync(second, key.Key)).Status);
    }

    [Fact]
    public async Task A_tool_of_the_staff_is_limited_by_who_is_signed_in_and_refused_as_a_problem()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:StaffCallsPerMinute", "3"));
        var session = await SignInAsync(desk);
        for (var call = 0; call < 3; call++)
            Assert.Equal(404, (await desk.GetAsync("/api/v1/requests/nobody", ("Cookie", session))).Status);

        var refused = await desk.GetAsync("/api/v1/requests/nobody", ("Cookie", session), ("Accept-Language", "en"));

        Assert.Equal((429, "application/problem+json", "\"minute\";q=3;w=60", "\"minute\";r=0;t=20", 20), (refused.Status, refused.ContentType, refused.Policy, refused.Standing, refused.RetryAfter));
        var problem = JsonNode.Parse(refused.Text)!;
        Assert.Equal(("TOO_MANY_CALLS", 429), ((string?)problem["code"], (int)problem["status"]!));
        Assert.Equal("These are more calls than you may make at once. Try again in 20 s.", (string?)problem["detail"]);
        // Pages for people are counted by themselves.
        Assert.Equal(200, (await desk.GetAsync("/desk", ("Cookie", session))).Status);
    }

    /// <summary>Made once, and not by running the request again as a page: that would know who is signed in, and show the way out.</summary>
    [Fact]
    public async Task A_page_that_is_refused_is_a_text_that_costs_nothing_to_make()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:StaffCallsPerMinute", "2"));
        var session = await SignInAsync(desk);
        Assert.Contains("Sign out", (await desk.GetAsync("/desk", ("Cookie", session))).Text, StringComparison.Ordinal);
        Assert.Contains("Sign out", (await desk.GetAsync("/desk/nowhere", ("Cookie", session))).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await desk.GetAsync("/desk", ("Cookie", session))).Status);

        var refused = await desk.GetAsync("/desk", ("Cookie", session));

        Assert.Equal((429, "text/html; charset=utf-8", 30), (refused.Status, refused.ContentType, refused.RetryAfter));
        Assert.Contains("<h1>Too much at once</h1>", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign out", refused.Text, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/desk");
        request.Headers.Add("Cookie", session);
        using var head = await desk.Http.SendAsync(request, Cancelled);
        Assert.Equal((HttpStatusCode.TooManyRequests, "no-store"), (head.StatusCode, head.Headers.CacheControl!.ToString()));
        Assert.Contains("default-src 'none'", head.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Under_overload_strangers_are_shed_first_then_keys_and_health_and_files_never(string format)
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:MostAtOnce", "1"));
        var key = await ConsumerAsync("");
        var session = await SignInAsync(desk);
        var limiter = desk.Services.GetRequiredService<AdaptiveLimiter>();
        // Somebody is being worked on, and the clock that would end the others' patience stands still.
        var running = await limiter.AcquireAsync(cancellationToken: Cancelled);
        Assert.True(running.IsAdmitted);
        var strangers = new List<Task<Answer>> { desk.GetAsync($"{Root}/services.{format}"), desk.GetAsync($"{Root}/services.{format}") };
        await WaitingAsync(2);

        // There is room for two. Of one caller the newest goes first, so it is the oldest who would come too late.
        strangers.Add(desk.GetAsync($"{Root}/services.{format}"));
        var shed = await FirstRefusedAsync(strangers);
        shed.Open311.IsRefusal(HttpStatusCode.ServiceUnavailable, "More is asked of this desk just now than it can do. Try again in ");
        Assert.Equal(503, (int)shed.Open311.Only["code"]!);
        Assert.InRange(shed.RetryAfter!.Value, 1, 3);

        var holder = desk.GetAsync($"{Services}?api_key={key.Key}");
        await FirstRefusedAsync(strangers);
        var clerk = desk.GetAsync("/api/v1/requests/nobody", ("Cookie", session));
        await FirstRefusedAsync(strangers);
        Assert.False(holder.IsCompleted);
        var page = desk.GetAsync("/desk", ("Cookie", session));
        Assert.Equal(503, (await holder).Status);

        foreach (var path in (string[])["/health/live", "/health/ready", "/health", "/desk.css"])
            Assert.Equal((path, 200), (path, (await desk.GetAsync(path)).Status));
        Assert.False(clerk.IsCompleted || page.IsCompleted);
        var staff = new List<Task<Answer>> { clerk, page, desk.GetAsync("/desk", ("Cookie", session)) };
        var refused = await FirstRefusedAsync(staff);
        Assert.Contains(refused.ContentType == "application/problem+json" ? "DESK_BUSY" : "The desk is busy", refused.Text, StringComparison.Ordinal);

        running.Complete(succeeded: true);
        Assert.All(await Task.WhenAll(staff), served => Assert.Contains(served.Status, (int[])[200, 404]));

        static async Task<Answer> FirstRefusedAsync(List<Task<Answer>> calls)
        {
            var first = await Task.WhenAny(calls);
            calls.Remove(first);
            Assert.Equal(503, (await first).Status);
            return await first;
        }

        async Task WaitingAsync(int calls)
        {
            while (limiter.GetState().Waiting < calls)
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
        }
    }

    [Fact]
    public async Task Under_overload_nobody_is_staff_who_only_asks_for_its_pages()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:MostAtOnce", "1"));
        var key = await ConsumerAsync("");
        var limiter = desk.Services.GetRequiredService<AdaptiveLimiter>();
        var running = await limiter.AcquireAsync(cancellationToken: Cancelled);
        var holder = desk.GetAsync($"{Services}?api_key={key.Key}");
        while (limiter.GetState().Waiting < 1)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);

        List<Task<Answer>> strangers =
        [
            desk.GetAsync("/desk"), desk.GetAsync("/desk/usage"), desk.PostAsync("/desk/requests/1/note", ("text", "spam")),
            desk.GetAsync("/api/v1/requests/nobody"), desk.PostAsync("/api/v1/requests/nobody/transitions"), desk.GetAsync("/desk"),
        ];
        // There is room for one of them beside who has a key.
        for (var call = 1; call < 6; call++)
        {
            var refused = await Task.WhenAny(strangers.Append(holder));
            Assert.NotSame(holder, refused);
            Assert.Equal(503, (await refused).Status);
            strangers.Remove(refused);
        }

        running.Complete(succeeded: true);
        Assert.Equal(200, (await holder).Status);
        await strangers[0];
    }

    [Fact]
    public async Task The_staff_sees_who_has_used_how_much_what_was_refused_and_when_all_begins_anew()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:Tiers:registered:PerMinute", "3"), ("Limits:Tiers:registered:PerMonth", "1200"), ("Limits:Tiers:tiny:PerMonth", "1"), ("Limits:Tiers:tiny:PerMinute", "9"));
        var (app, tiny, gone) = (await ConsumerAsync(""), await ConsumerAsync("tiny"), await ConsumerAsync("forgotten"));
        for (var call = 0; call < 5; call++)
            await desk.GetAsync($"{Services}?api_key={app.Key}");
        await desk.GetAsync($"{Services}?api_key={tiny.Key}");
        await desk.GetAsync($"{Services}?api_key={tiny.Key}");
        await desk.GetAsync(Services);
        using var visitor = new ConsoleVisitor(desk.Address);
        Assert.Equal("/desk/sign-in", new Uri(desk.Address, (await visitor.GetAsync("/desk/usage")).Location!).AbsolutePath);
        await visitor.SignInAsync(await MemberAsync(), Password);

        var page = (await visitor.GetAsync("/desk/usage")).Page;

        var rows = page.QuerySelectorAll("section[aria-labelledby=keys] tbody tr").Select(row => row.Children.Select(cell => cell.TextContent.Trim()).ToArray()).ToDictionary(row => row[0]);
        var resets = page.QuerySelector("section[aria-labelledby=keys] caption time")!.TextContent;
        Assert.Equal([app.Name, "registered", "3", "1,200", "1,197", "2", resets.Split(',')[0]], rows[app.Name]);
        Assert.Equal([tiny.Name, "tiny", "1", "1", "0, used up", "1", resets.Split(',')[0]], rows[tiny.Name]);
        Assert.Equal("registered (not forgotten, which is not there)", rows[gone.Name][1]);
        var heard = page.QuerySelectorAll("section[aria-labelledby=heard] tbody tr").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent.Trim()))).ToList();
        Assert.Contains($"{app.Name}|API key|5|2", heard);
        Assert.Contains("127.0.0.1|Without a key|1|0", heard);
        Assert.Equal("page", page.QuerySelector("nav.areas a[href='/desk/usage']")!.GetAttribute("aria-current"));
        Assert.Contains("Calls worked on just now: 1. Waiting: 0.", page.QuerySelector("section[aria-labelledby=load]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_a_Redis_instances_count_rates_together()
    {
        Assert.SkipWhen(Redis is null, "Redis is not running: PLATFORM_TEST_REDIS is not set (./eng/test.sh sets it).");
        (string, string)[] settings = [("Limits:Redis", Redis!), ("Limits:Instances", "2"), ("Limits:RedisSecret", "not a secret, but long enough"), ("Limits:Tiers:registered:PerMinute", "10")];
        await using var one = LimitedDesk.Open(Desk, settings);
        await using var other = LimitedDesk.Open(Desk, settings);
        var key = await ConsumerAsync("");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(call => (call % 2 == 0 ? one : other).GetAsync($"{Services}?api_key={key.Key}")));

        // Redis goes by a clock of its own, which gives back one in six seconds.
        Assert.InRange(answers.Count(answer => answer.Status == 200), 10, 12);
        Assert.All(answers.Where(answer => answer.Status != 200), refused => Assert.Equal(429, refused.Status));
        Assert.Contains("ratelimiting-redis: Healthy", (await one.GetAsync("/health")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_Redis_that_it_was_given_the_desk_serves_on_and_says_so()
    {
        await using var desk = LimitedDesk.Open(Desk, ("Limits:Redis", "127.0.0.1:1,connectTimeout=100"), ("Limits:ReadsPerMinute", "2"));

        Assert.Equal(200, (await desk.GetAsync(Services)).Status);
        Assert.Equal(200, (await desk.GetAsync(Services)).Status);
        Assert.Equal(429, (await desk.GetAsync(Services)).Status);
        Assert.Equal(200, (await desk.GetAsync("/health/ready")).Status);
        Assert.Contains("ratelimiting-redis: Degraded", (await desk.GetAsync("/health")).Text, StringComparison.Ordinal);
    }

    private async Task<(string Name, string Key)> ConsumerAsync(string tier)
    {
        var (consumer, key) = ApiConsumer.Create($"App {Guid.NewGuid():N}", "", Desk.Clock.GetUtcNow(), tier);
        await Desk.InDatabaseAsync(db =>
        {
            db.Consumers.Add(consumer);
            return db.SaveChangesAsync(Cancelled);
        });
        return (consumer.Name, key);
    }

    private static Task<Answer> PostValidAsync(LimitedDesk desk, string key, string format = "json") =>
        desk.PostAsync($"{Root}/requests.{format}", [("api_key", key), .. Valid()]);

    private async Task<string> MemberAsync()
    {
        var member = TestMember.Create("Ana Clerk", Password);
        await Desk.InDatabaseAsync(db =>
        {
            db.Staff.Add(member);
            return db.SaveChangesAsync(Cancelled);
        });
        return member.UserName;
    }

    /// <returns>The cookie of the session.</returns>
    private async Task<string> SignInAsync(LimitedDesk desk)
    {
        using var content = JsonContent.Create(new { userName = await MemberAsync(), password = Password });
        using var response = await desk.Http.PostAsync(new Uri("/api/v1/session", UriKind.Relative), content, Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return response.Headers.GetValues("Set-Cookie").First(cookie => cookie.StartsWith("citydesk=", StringComparison.Ordinal)).Split(';')[0];
    }
}

public sealed class LimitsOnSqlite(SqliteDesk desk) : LimitsTests(desk), IClassFixture<SqliteDesk>;

public sealed class LimitsOnPostgreSql(PostgreSqlDesk desk) : LimitsTests(desk), IClassFixture<PostgreSqlDesk>;
