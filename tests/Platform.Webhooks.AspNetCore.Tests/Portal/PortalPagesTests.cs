using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

public sealed partial class PortalPagesTests : IAsyncLifetime
{
    private PortalHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await PortalHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_endpoint_is_added_with_a_secret_that_is_shown_once_and_changed_and_deleted()
    {
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync("/hooks/new");

        var added = await visitor.PostAsync(
            "/hooks/new", ("url", " https://example.com/hook "), ("types", "invoice.paid"), ("types", "request.opened"), ("description",
                "Büro & Co"),
            ("channels", "north, south"), ("concurrency", "3"), ("perSecond", ""), ("isThin", "true"));

        Assert.Equal(HttpStatusCode.OK, added.Status);
        var secret = Secrets().Match(added.Text).Value;
        var made = Assert.Single(await _host.Endpoints.ListAsync("acme", cancellationToken: Cancellation));
        Assert.Equal(
            ("https://example.com/hook", "Büro & Co", 3, true, (int?)null),
            (made.Settings.Url, made.Settings.Description, made.Settings.Concurrency, made.Settings.IsThin, made.Settings.PerSecond));
        Assert.Equal(["invoice.paid", "request.opened"], made.Settings.Types);
        Assert.Equal(["north", "south"], made.Settings.Channels);
        Assert.Equal(made.Keys[0].Id, Signatures.WebhookSecret.Parse(WebUtility.HtmlDecode(secret)).KeyId);
        foreach (var path in (string[])["/hooks/", $"/hooks/endpoints/{made.Id}", $"/hooks/endpoints/{made.Id}/edit"])
            Assert.DoesNotContain(secret[6..], (await visitor.GetAsync(path)).Text + string.Join('\n', _host.Log.All),
                StringComparison.Ordinal);

        var changed = await visitor.PostAsync(
            $"/hooks/endpoints/{made.Id}/edit", ("version", "1"), ("url", "https://example.com/other"), ("types", "invoice.paid"),
                ("concurrency", "16"), ("perSecond", "5"));
        Assert.Equal((HttpStatusCode.SeeOther, $"/hooks/endpoints/{made.Id}?done=changed"), (changed.Status, changed.Location));
        Assert.Contains("The endpoint was changed.", (await visitor.GetAsync(changed.Location!)).Text, StringComparison.Ordinal);
        Assert.Equal(5, (await _host.Endpoints.FindAsync("acme", made.Id, Cancellation))!.Settings.PerSecond);

        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync($"/hooks/endpoints/{made.Id}/delete", ("version", "2"))).Status);
        Assert.NotNull(await _host.Endpoints.FindAsync("acme", made.Id, Cancellation));
        var deleted = await visitor.PostAsync($"/hooks/endpoints/{made.Id}/delete", ("version", "2"), ("sure", "true"));
        Assert.Equal((HttpStatusCode.SeeOther, "/hooks/?done=deleted"), (deleted.Status, deleted.Location));
        Assert.Empty(await _host.Endpoints.ListAsync("acme", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task It_is_paused_resumed_rotated_and_revoked_and_what_is_told_says_by_whom()
    {
        var id = await _host.MakeAsync();
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync($"/hooks/endpoints/{id}");

        await visitor.PostAsync($"/hooks/endpoints/{id}/pause", ("version", "2"));
        Assert.Equal(WebhookEndpointState.Paused, (await _host.Endpoints.FindAsync("acme", id, Cancellation))!.State);
        Assert.Contains(">Paused<", (await visitor.GetAsync($"/hooks/endpoints/{id}")).Text, StringComparison.Ordinal);
        await visitor.PostAsync($"/hooks/endpoints/{id}/resume", ("version", "3"));
        Assert.Equal(WebhookEndpointState.Active, (await _host.Endpoints.FindAsync("acme", id, Cancellation))!.State);
        var rotated = await visitor.PostAsync($"/hooks/endpoints/{id}/rotate", ("version", "4"));
        Assert.Equal(2, (await _host.Endpoints.FindAsync("acme", id, Cancellation))!.Keys.Count);
        var revoked = await visitor.PostAsync($"/hooks/endpoints/{id}/revoke", ("version", "5"));
        Assert.Single((await _host.Endpoints.FindAsync("acme", id, Cancellation))!.Keys);
        Assert.NotEqual(Secrets().Match(rotated.Text).Value, Secrets().Match(revoked.Text).Value);

        await _host.Store.OpenLaneAsync(new("watch", [WebhookEndpointChange.Type]), Cancellation);
        await _host.Store.RouteAsync(PortalHost.Start, 10, Cancellation);
        var lease = (await _host.Store.ClaimAsync(["watch"], PortalHost.Start, TimeSpan.FromHours(1), Cancellation))[0];
        List<WebhookEndpointChange> told = [];
        while (await _host.Store.FetchAsync(lease, [], PortalHost.Start, 1, Cancellation) is [var next])
        {
            told.Add(WebhookEndpointChange.Read(next.Body.Span));
            await _host.Store.CompleteAsync([new(lease, next.Place, DeliveryVerdict.Done, PortalHost.Start, null)], PortalHost.Start,
                Cancellation);
        }
        Assert.Equal(
            ["Created root", "Vouched root", "Paused ada", "Resumed ada", "Rotated ada", "Revoked ada"], told.Select(static change =>
                $"{change.Action} {change.By}"));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("rotate")]
    [InlineData("edit")]
    [InlineData("delete")]
    [InlineData("test")]
    public async Task Who_has_seen_an_older_version_changes_nothing(string step)
    {
        var id = await _host.MakeAsync();
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync("/hooks/");

        foreach (var version in (string[])["1", "", "x", "-1"])
        {
            var answer = await visitor.PostAsync(
                $"/hooks/endpoints/{id}/{step}", ("version", version), ("sure", "true"), ("url", "https://example.com/"), ("types",
                    "invoice.paid"), ("concurrency", "1"));
            Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        }

        Assert.Equal(2, (await _host.Endpoints.FindAsync("acme", id, Cancellation))!.Version);
    }

    [Theory]
    [InlineData("url", "https://10.0.0.1/", "invoice.paid", "16", "", "")]
    [InlineData("url", "http://example.com/", "invoice.paid", "16", "", "")]
    [InlineData("types", "https://example.com/", "nothing.like.it", "16", "", "")]
    [InlineData("types", "https://example.com/", "", "16", "", "")]
    [InlineData("concurrency", "https://example.com/", "invoice.paid", "0", "", "")]
    [InlineData("concurrency", "https://example.com/", "invoice.paid", "many", "", "")]
    [InlineData("perSecond", "https://example.com/", "invoice.paid", "1", "none", "")]
    [InlineData("description", "https://example.com/", "invoice.paid", "1", "", "two\nlines")]
    public async Task What_cannot_be_is_said_at_its_field_and_what_was_entered_stays(
        string field, string url, string type, string concurrency, string perSecond, string description)
    {
        var id = await _host.MakeAsync();
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync("/hooks/new");
        foreach (var (path, version) in ((string, string)[])[("/hooks/new", ""), ($"/hooks/endpoints/{id}/edit", "2")])
        {
            var answer = await visitor.PostAsync(
                path, ("version", version), ("url", url), ("types", type), ("concurrency", concurrency), ("perSecond", perSecond),
                    ("description", description));

            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            var page = new HtmlParser().ParseDocument(answer.Text);
            Assert.Equal($"#{field}", page.QuerySelector("[role=alert] a")!.GetAttribute("href"));
            var at = page.GetElementById(field)!;
            Assert.Equal(("true", $"{field}-error"), (at.GetAttribute("aria-invalid"), at.GetAttribute("aria-describedby")));
            Assert.NotNull(page.GetElementById($"{field}-error"));
            Assert.Equal(url, page.GetElementById("url")!.GetAttribute("value"));
        }
        Assert.Single(await _host.Endpoints.ListAsync("acme", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_test_event_is_the_latest_attempt_and_a_challenge_that_nobody_repeats_confirms_nothing()
    {
        var id = await _host.MakeAsync(isConfirmed: false);
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync($"/hooks/endpoints/{id}");
        var asked = await visitor.PostAsync($"/hooks/endpoints/{id}/confirm", ("version", "1"));
        Assert.Equal($"/hooks/endpoints/{id}?done=unconfirmed", asked.Location);
        await _host.Endpoints.VouchAsync(new("acme", id, 1), "root", Cancellation);

        var tested = await visitor.PostAsync($"/hooks/endpoints/{id}/test", ("version", "2"), ("type", "invoice.paid"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync($"/hooks/endpoints/{id}/test", ("version", "2"), ("type",
            "request.opened"))).Status);

        Assert.Equal($"/hooks/endpoints/{id}/attempts?done=test", tested.Location);
        Assert.Contains("invoice.paid", (await visitor.GetAsync(tested.Location!)).Text, StringComparison.Ordinal);
        var number = Assert.Single((await _host.Endpoints.ListAttemptsAsync("acme", id, cancellationToken: Cancellation))!).Number;
        Assert.Contains("\"state bad\"", (await visitor.GetAsync($"/hooks/endpoints/{id}/attempts/{number}")).Text,
            StringComparison.Ordinal);
        foreach (var other in (string[])[$"{number + 1}", "0", $"{long.MaxValue}", "99999999999999999999"])
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/hooks/endpoints/{id}/attempts/{other}")).Status);
    }

    [Fact]
    public async Task Older_attempts_stand_on_pages_of_their_own_which_do_not_move()
    {
        var id = await _host.MakeAsync();
        for (var number = 0; number < 51; number++)
            await _host.KeepAsync(id, "{}"u8.ToArray(), [], message: $"msg_{number}");
        var visitor = await _host.EnterAsync();

        var first = new HtmlParser().ParseDocument((await visitor.GetAsync($"/hooks/endpoints/{id}/attempts")).Text);
        var link = first.QuerySelectorAll("#live a")[^1];
        var second = new HtmlParser().ParseDocument((await visitor.GetAsync(link.GetAttribute("href")!)).Text);

        Assert.Equal((50, 1), (first.QuerySelectorAll("tbody tr").Length, second.QuerySelectorAll("tbody tr").Length));
        Assert.Equal(("5", null), (first.GetElementById("live")!.GetAttribute("data-live"),
            second.GetElementById("live")!.GetAttribute("data-live")));
    }

    [Fact]
    public async Task What_is_delivered_again_is_said_before_it_is_done()
    {
        var id = await _host.MakeAsync();
        for (var number = 0; number < 3; number++)
            await _host.Store.PublishAsync(OutboxRecord.Of(new OutboxEvent("invoice.paid", default) { Tenant = "acme" },
                PortalHost.Start), Cancellation);
        await _host.Store.RouteAsync(PortalHost.Start, 10, Cancellation);
        var lease = (await _host.Store.ClaimAsync([id], PortalHost.Start, TimeSpan.FromSeconds(30), Cancellation))[0];
        foreach (var each in await _host.Store.FetchAsync(lease, [], PortalHost.Start, 10, Cancellation))
            await _host.Store.CompleteAsync([new(lease, each.Place, DeliveryVerdict.Done, PortalHost.Start, null)], PortalHost.Start,
                Cancellation);
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        var visitor = await _host.EnterAsync();
        Assert.Contains("There are none.", (await visitor.GetAsync($"/hooks/endpoints/{id}/replay?scope=DeadLetters&span=1")).Text,
            StringComparison.Ordinal);

        var page = await visitor.GetAsync($"/hooks/endpoints/{id}/replay?scope=Everything&span=1");
        Assert.Contains("3 events are delivered again", page.Text, StringComparison.Ordinal);
        var from = new HtmlParser().ParseDocument(page.Text).QuerySelector("input[name=from]")!.GetAttribute("value")!;
        Assert.Equal(_host.Time.GetUtcNow().AddHours(-1), DateTimeOffset.Parse(from, CultureInfo.InvariantCulture));
        var started = await visitor.PostAsync($"/hooks/endpoints/{id}/replay", ("scope", "Everything"), ("from", from));

        Assert.Equal($"/hooks/endpoints/{id}/replay?done=replay", started.Location);
        var job = Assert.Single(await ((IRedeliveryStore)_host.Store).ListAsync(Cancellation));
        Assert.Equal((id, null), (job.Consumer, job.EndedAt));
        Assert.Equal(HttpStatusCode.Conflict, (await visitor.PostAsync($"/hooks/endpoints/{id}/replay", ("scope", "Everything"), ("from",
            from))).Status);
        Assert.Equal($"/hooks/endpoints/{id}/replay", (await visitor.PostAsync($"/hooks/endpoints/{id}/replay", ("scope", "Everything"),
            ("from", "soon"))).Location);
    }

    [Fact]
    public async Task Types_stand_there_with_their_schemas_and_examples_and_without_a_catalogue_are_entered()
    {
        var visitor = await _host.EnterAsync();
        Assert.Contains("invoice.paid", (await visitor.GetAsync("/hooks/types")).Text, StringComparison.Ordinal);
        var type = new HtmlParser().ParseDocument((await visitor.GetAsync("/hooks/types/invoice.paid")).Text);
        Assert.Contains("<script>alert(1)</script>", type.QuerySelector("pre")!.TextContent.Replace("\\u003C", "<",
            StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/hooks/types/nothing.like.it")).Status);

        await using var bare = await PortalHost.StartAsync(hasCatalog: false);
        var other = await bare.EnterAsync();
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/hooks/types")).Status);
        await other.GetAsync("/hooks/new");
        Assert.Equal(HttpStatusCode.OK, (await other.PostAsync("/hooks/new", ("url", "https://example.com/"), ("types", "a b.c"),
            ("concurrency", "1"))).Status);
        Assert.Equal(["a", "b.c"], Assert.Single(await bare.Endpoints.ListAsync("acme", cancellationToken: Cancellation)).Settings.Types);
    }

    [GeneratedRegex("whsec_[^\"]+")]
    private static partial Regex Secrets();
}
