using System.Data.Common;
using System.Net;
using AngleSharp.Html.Parser;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

public sealed class PortalReplayTests : IAsyncLifetime
{
    private PortalHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private InMemoryOutboxStore Jobs => _host.Store;

    public async ValueTask InitializeAsync() => _host = await PortalHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_has_to_wait_or_takes_the_database_too_long_is_said_and_is_no_failure_of_the_program()
    {
        var id = await _host.MakeAsync();
        var visitor = await _host.EnterAsync();
        await visitor.GetAsync("/hooks/");
        (string, string)[] fields = [("scope", "Everything"), ("from", PortalHost.Start.ToString("O"))];
        foreach (var (failure, estimate, start) in ((Exception, HttpStatusCode, HttpStatusCode)[])[
            (new RedeliveryLimitException("Another estimate is being made."), HttpStatusCode.TooManyRequests, HttpStatusCode.Conflict),
            (RedeliveryLimitException.OfTenant(4), HttpStatusCode.TooManyRequests, HttpStatusCode.Conflict),
            (new Late(), HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable)])
        {
            _host.RedeliveryFailure = failure;
            foreach (var (answer, status) in ((PortalAnswer, HttpStatusCode)[])[
                (await visitor.GetAsync($"/hooks/endpoints/{id}/replay?scope=Everything&span=1"), estimate),
                (await visitor.PostAsync($"/hooks/endpoints/{id}/replay", fields), start)])
            {
                Assert.Equal((status, "10"), (answer.Status, answer.Headers["Retry-After"]));
                Assert.Contains("<h1>Not now</h1>", answer.Text, StringComparison.Ordinal);
                Assert.Equal(failure is RedeliveryLimitException, answer.Text.Contains(failure.Message, StringComparison.Ordinal));
            }
        }
        Assert.Empty(await Jobs.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_tenant_asks_no_more_than_it_may_what_would_be_done_and_others_are_not_held_up()
    {
        var (id, theirs) = (await _host.MakeAsync(), await _host.MakeAsync("other"));
        var (visitor, other) = (await _host.EnterAsync(), await _host.EnterAsync("other"));
        for (var number = 0; number < 3; number++)
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/hooks/endpoints/{id}/replay?scope=Everything&span=1")).Status);

        var refused = await visitor.GetAsync($"/hooks/endpoints/{id}/replay?scope=Everything&span=1");

        Assert.Equal((HttpStatusCode.TooManyRequests, "10"), (refused.Status, refused.Headers["Retry-After"]));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/hooks/endpoints/{theirs}/replay?scope=Everything&span=1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/hooks/endpoints/{id}/replay")).Status);
        _host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/hooks/endpoints/{id}/replay?scope=Everything&span=1")).Status);
    }

    [Fact]
    public async Task What_was_begun_is_listed_and_stopped_by_its_tenant_alone()
    {
        var (id, theirs) = (await _host.MakeAsync(), await _host.MakeAsync("other"));
        foreach (var tenant in (string[])["acme", "other"])
        {
            await _host.Store.PublishAsync(
                OutboxRecord.Of(new OutboxEvent("invoice.paid", default) { Tenant = tenant }, PortalHost.Start), Cancellation);
        }
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        var visitor = await _host.EnterAsync();
        var request = (string of) => new RedeliveryRequest(of, RedeliveryScope.Everything, PortalHost.Start);
        var job = (await Jobs.StartAsync(request(theirs), _host.Time.GetUtcNow(), Cancellation))!;
        Assert.DoesNotContain("What was begun", (await visitor.GetAsync($"/hooks/endpoints/{id}/replay")).Text, StringComparison.Ordinal);
        foreach (var endpoint in (string[])[id, theirs])
        {
            Assert.Equal(
                HttpStatusCode.NotFound, (await visitor.PostAsync($"/hooks/endpoints/{endpoint}/replay/{job.Id}/stop")).Status);
        }

        await visitor.PostAsync($"/hooks/endpoints/{id}/replay", ("scope", "Everything"), ("from", PortalHost.Start.ToString("O")));
        var page = new HtmlParser().ParseDocument((await visitor.GetAsync($"/hooks/endpoints/{id}/replay")).Text);
        var row = Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Contains("Under way", row.TextContent, StringComparison.Ordinal);
        var stop = row.QuerySelector("form")!.GetAttribute("action")!;

        Assert.Equal($"/hooks/endpoints/{id}/replay?done=stopped", (await visitor.PostAsync(stop)).Location);

        Assert.Contains(
            "Stopped", new HtmlParser().ParseDocument((await visitor.GetAsync($"/hooks/endpoints/{id}/replay")).Text)
                .QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            [(id, true), (theirs, false)],
            (await Jobs.ListAsync(Cancellation)).Select(static each => (each.Consumer, each.IsCancelled)));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync(stop)).Status);
    }

    private sealed class Late() : DbException("canceling statement due to statement timeout");
}
