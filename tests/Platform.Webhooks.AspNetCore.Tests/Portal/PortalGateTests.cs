using System.Net;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

public sealed class PortalGateTests : IAsyncLifetime
{
    private PortalHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await PortalHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_link_is_exchanged_for_a_cookie_that_no_script_reads_and_no_other_path_gets()
    {
        var visitor = _host.Stranger();

        var entered = await visitor.GetAsync($"{_host.Link()}");

        Assert.Equal((HttpStatusCode.SeeOther, "/hooks/"), (entered.Status, entered.Location));
        foreach (var part in (string[])["; path=/hooks", "; samesite=lax", "; httponly"])
            Assert.Contains(part, visitor.SetCookie, StringComparison.Ordinal);
        Assert.Equal("no-referrer", entered.Headers["Referrer-Policy"]);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/hooks/")).Status);
    }

    [Fact]
    public async Task Nobody_is_in_without_a_link_and_not_with_one_that_is_another_or_over()
    {
        var link = $"{_host.Link()}";
        var text = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var inside = await _host.EnterAsync();
        await inside.GetAsync("/hooks/");
        List<string> bad = ["", "x", "…", text[..^1], text + "A", new string('A', 5_000), inside.Cookie!];
        bad.AddRange(Enumerable.Range(0, text.Length).Select(at => text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..])
            // The last character may hold bits that stand for nothing.
            .Take(text.Length - 1));
        foreach (var each in bad)
        {
            var stranger = _host.Stranger();
            Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync($"/hooks/enter?link={Uri.EscapeDataString(each)}")).Status);
            Assert.Null(stranger.Cookie);
        }
        var pretender = _host.Stranger();
        foreach (var cookie in (string?[])[null, "", "x", text, inside.Form()])
        {
            pretender.Cookie = cookie;
            Assert.Equal(HttpStatusCode.Unauthorized, (await pretender.GetAsync("/hooks/")).Status);
        }
        _host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Forbidden, (await _host.Stranger().GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.OK, (await inside.GetAsync("/hooks/")).Status);
        _host.Time.Advance(TimeSpan.FromMinutes(55));
        Assert.Equal(HttpStatusCode.Unauthorized, (await inside.GetAsync("/hooks/")).Status);
    }

    [Fact]
    public async Task When_the_keys_are_revoked_links_and_sessions_end()
    {
        var (link, inside) = ($"{_host.Link()}", await _host.EnterAsync());

        _host.Services.GetRequiredService<IKeyManager>().RevokeAllKeys(TimeProvider.System.GetUtcNow());

        // Data Protection reads its keys anew beside the calls, which go on with those that they have until then.
        var begun = TimeProvider.System.GetTimestamp();
        while ((await inside.GetAsync("/hooks/")).Status != HttpStatusCode.Unauthorized)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never ended.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await _host.Stranger().GetAsync(link)).Status);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("a b", 1)]
    [InlineData("ü", 1)]
    [InlineData("acme", 0)]
    [InlineData("acme", -1)]
    [InlineData("acme", 3601)]
    public void A_link_for_nobody_or_for_long_is_refused(string tenant, int seconds) =>
        Assert.ThrowsAny<ArgumentException>(() => _host.Link(tenant, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task No_tenant_sees_or_changes_what_is_anothers()
    {
        var id = await _host.MakeAsync("other", "Theirs");
        var number = await _host.KeepAsync(id, "{}"u8.ToArray(), "theirs"u8.ToArray());
        var visitor = await _host.EnterAsync("acme");
        Assert.DoesNotContain("Theirs", (await visitor.GetAsync("/hooks/")).Text, StringComparison.Ordinal);

        foreach (var path in Pages(id, number).Skip(4))
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(path)).Status);
        foreach (var path in Posts(id))
        {
            var answer = await visitor.PostAsync(path, ("version", "2"), ("sure", "true"), ("url", "https://example.com/"), ("types",
                "invoice.paid"),
                ("concurrency", "1"), ("scope", "Everything"), ("from", PortalHost.Start.ToString("O")));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.Status));
        }
        Assert.Equal(2, (await _host.Endpoints.FindAsync("other", id, Cancellation))!.Version);
    }

    [Fact]
    public async Task No_page_lets_anything_run_or_be_kept_or_framed()
    {
        var id = await _host.MakeAsync();
        var number = await _host.KeepAsync(id, "{}"u8.ToArray(), "no"u8.ToArray());
        var visitor = await _host.EnterAsync();
        foreach (var path in (string[])[.. Pages(id, number), "/hooks/endpoints/nowhere", "/hooks/enter?link=x"])
        {
            var answer = await visitor.GetAsync(path);
            var policy = answer.Headers["Content-Security-Policy"];
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.Single(answer.Text.Split("<script")[1..], static script =>
                script.StartsWith(" src=\"/hooks/portal.js\" defer></script>", StringComparison.Ordinal));
            foreach (var inline in (string[])["<style", " style=", " onclick", " onload", " onerror", "javascript:"])
                Assert.DoesNotContain(inline, answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<desk>", answer.Text, StringComparison.Ordinal);
        }
        Assert.Contains("createPolicy", (await visitor.GetAsync("/hooks/portal.js")).Text, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme", (await visitor.GetAsync("/hooks/portal.css")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_form_counts_that_was_not_made_for_the_session()
    {
        var id = await _host.MakeAsync();
        var (visitor, other) = (await _host.EnterAsync(), await _host.EnterAsync());
        await visitor.GetAsync("/hooks/");
        await other.GetAsync("/hooks/");
        (string, string)[] fields = [("version", "2"), ("sure", "true"), ("url", "https://example.com/"), ("types", "invoice.paid"),
            ("concurrency", "1")];

        foreach (var path in (string[])[.. Posts(id), "/hooks/new", "/hooks/leave"])
        {
            foreach (var (form, site) in ((string?, string?)[])[(null, null), ("", null), ("x", null), (other.Form(), null),
                (visitor.Cookie, null),
                (visitor.Form(), "cross-site"), (visitor.Form(), "same-site")])
            {
                Assert.Equal((path, HttpStatusCode.BadRequest), (path, (await visitor.PostAsync(path, form, site, fields)).Status));
            }
        }

        Assert.Equal(2, (await _host.Endpoints.FindAsync("acme", id, Cancellation))!.Version);
        Assert.Single(await _host.Endpoints.ListAsync("acme", cancellationToken: Cancellation));
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync($"/hooks/endpoints/{id}/pause", visitor.Form(), "same-origin",
            fields)).Status);
    }

    [Fact]
    public async Task Who_leaves_is_out()
    {
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync("/hooks/");

        Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync("/hooks/leave")).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/hooks/")).Status);
    }

    [Fact]
    public async Task Who_changes_too_often_is_told_when_to_try_again()
    {
        var id = await _host.MakeAsync(isConfirmed: false);
        for (var change = 1; change < 20; change++)
            await _host.Endpoints.PauseAsync(new("acme", id), null, Cancellation);
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync("/hooks/");

        var answer = await visitor.PostAsync($"/hooks/endpoints/{id}/resume", ("version", "20"));

        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (answer.Status, answer.Headers["Retry-After"]));
        Assert.Equal(WebhookEndpointState.Unconfirmed, (await _host.Endpoints.FindAsync("acme", id, Cancellation))!.State);
    }

    [Theory]
    [InlineData("cross-site", "acme")]
    [InlineData("none", "other")]
    [InlineData("same-origin", "other")]
    public async Task Whoever_is_sent_by_another_site_or_is_in_for_another_tenant_is_asked_whether_he_means_it(string site, string before)
    {
        var visitor = await _host.EnterAsync(before);
        var session = visitor.Cookie;
        visitor.Fields["Sec-Fetch-Site"] = site;

        var asked = await visitor.GetAsync($"{_host.Link("acme")}");

        Assert.Equal((HttpStatusCode.OK, session), (asked.Status, visitor.Cookie));
        Assert.Contains("leads to the webhooks of <strong>acme</strong>", asked.Text, StringComparison.Ordinal);
        Assert.Equal(before == "other", asked.Text.Contains("<strong>other</strong>", StringComparison.Ordinal));
        Assert.Contains("; samesite=strict; httponly", visitor.SetCookie, StringComparison.Ordinal);
        // What was sealed to ask is no session, and a session is nobody's answer.
        var pretender = _host.Stranger();
        pretender.Cookie = visitor.SetCookie!.Split(';')[0].Split('=')[1];
        Assert.Equal(HttpStatusCode.Unauthorized, (await pretender.GetAsync("/hooks/")).Status);
        var form = visitor.Form();
        // A page of the stranger that sends it by itself.
        visitor.Fields["Sec-Fetch-Site"] = "cross-site";
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync("/hooks/enter", form, null)).Status);
        visitor.Fields.Clear();
        foreach (var other in (string?[])[null, "", "x", session])
            Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync("/hooks/enter", other, null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _host.Stranger().PostAsync("/hooks/enter", form, null)).Status);
        Assert.Equal(session, visitor.Cookie);

        Assert.Equal("/hooks/", (await visitor.PostAsync("/hooks/enter", form, "same-origin")).Location);

        Assert.Contains("for acme", (await visitor.GetAsync("/hooks/")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync("/hooks/enter", form, "same-origin")).Status);
    }

    [Fact]
    public async Task Nobody_is_asked_who_comes_again_for_the_same_tenant()
    {
        var visitor = await _host.EnterAsync();
        visitor.Fields["Sec-Fetch-Site"] = "same-origin";

        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.GetAsync($"{_host.Link()}")).Status);
    }

    [Fact]
    public async Task In_a_frame_of_a_page_that_may_hold_it_there_is_a_cookie_of_its_own_which_is_partitioned()
    {
        await using var framed = await PortalHost.StartAsync(
            frameAncestors: ["https://app.example.com", "https://desk.example:8443"]);
        var visitor = framed.Stranger();
        visitor.Fields.Add("Sec-Fetch-Dest", "iframe");
        visitor.Fields.Add("Sec-Fetch-Site", "cross-site");

        var entered = await visitor.GetAsync($"{framed.Link()}");

        Assert.Equal(HttpStatusCode.SeeOther, entered.Status);
        Assert.EndsWith(
            "; frame-ancestors https://app.example.com https://desk.example:8443", entered.Headers["Content-Security-Policy"],
            StringComparison.Ordinal);
        Assert.DoesNotContain("X-Frame-Options", entered.Headers.Keys);
        Assert.StartsWith("webhook-portal-framed=", visitor.SetCookie, StringComparison.Ordinal);
        foreach (var part in (string[])["; path=/hooks", "; secure", "; samesite=none", "; httponly", "; Partitioned"])
            Assert.Contains(part, visitor.SetCookie, StringComparison.Ordinal);
        Assert.Null(visitor.Cookie);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/hooks/")).Status);
        // What a script fetches says so itself; and outside the frame nobody is in.
        visitor.Fields["Sec-Fetch-Dest"] = "empty";
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/hooks/")).Status);
        visitor.Fields["Portal-Framed"] = "1";
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/hooks/")).Status);
        // Who leaves the frame leaves nothing behind in it.
        visitor.Fields["Sec-Fetch-Dest"] = "iframe";
        visitor.Fields["Sec-Fetch-Site"] = "same-origin";
        Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync("/hooks/leave")).Status);
        Assert.Contains("webhook-portal-framed=; max-age=0;", visitor.SetCookie, StringComparison.Ordinal);
        Assert.Contains("; Partitioned", visitor.SetCookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_may_frame_it_a_frame_is_nothing_else_than_any_page()
    {
        var visitor = _host.Stranger();
        visitor.Fields.Add("Sec-Fetch-Dest", "iframe");
        visitor.Fields.Add("Portal-Framed", "1");

        var entered = await visitor.GetAsync($"{_host.Link()}");

        Assert.EndsWith("; frame-ancestors 'none'", entered.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("DENY", entered.Headers["X-Frame-Options"]);
        Assert.StartsWith("webhook-portal=", visitor.SetCookie, StringComparison.Ordinal);
        Assert.DoesNotContain("Partitioned", visitor.SetCookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("'self'")]
    [InlineData("https://*.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com; script-src *")]
    [InlineData("https://app.example.com https://other.example")]
    [InlineData("http://app.example.com")]
    [InlineData("https://ada@app.example.com")]
    [InlineData("https://APP.example.com")]
    [InlineData("https://büro.example")]
    [InlineData("data:")]
    [InlineData("")]
    [InlineData(null)]
    public async Task What_is_no_origin_may_not_frame_it(string? ancestor)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => PortalHost.StartAsync(frameAncestors: [ancestor!]));

        Assert.Contains("FrameAncestors has", refusal.Message, StringComparison.Ordinal);
    }

    private static string[] Pages(string id, long number) =>
        ["/hooks/", "/hooks/new", "/hooks/types", "/hooks/types/invoice.paid", $"/hooks/endpoints/{id}", $"/hooks/endpoints/{id}/edit",
            $"/hooks/endpoints/{id}/delete", $"/hooks/endpoints/{id}/replay?scope=Everything&span=24", $"/hooks/endpoints/{id}/attempts",
            $"/hooks/endpoints/{id}/attempts/{number}"];

    private static IEnumerable<string> Posts(string id) =>
        ((string[])["edit", "delete", "confirm", "pause", "resume", "test", "rotate", "revoke", "replay", "replay/1/stop"]).Select(step =>
            $"/hooks/endpoints/{id}/{step}");
}
