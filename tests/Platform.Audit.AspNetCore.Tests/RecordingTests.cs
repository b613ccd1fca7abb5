using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Platform.Audit.AspNetCore.Tests;

/// <summary>Requests that are recorded.</summary>
public sealed class RecordingTests
{
    [Theory]
    [InlineData(1, HttpStatusCode.OK, "success")]
    [InlineData(2, HttpStatusCode.NotFound, "failure")]
    [InlineData(3, HttpStatusCode.Forbidden, "denied")]
    public async Task A_request_is_recorded_with_what_it_is_about_and_what_came_of_it(int id, HttpStatusCode status, string outcome)
    {
        await using var site = await Site.StartAsync(static options => options.RecordDenials = false);

        Assert.Equal(status, (await site.SendAsync("GET", $"/requests/{id}", "ada")).StatusCode);

        Assert.Equal([$"\"request.viewed\" actor=\"ada\" target=\"request:{id}\" outcome={outcome}"], await site.EventsAsync());
    }

    [Fact]
    public async Task What_throws_is_recorded_as_a_failure_and_still_throws()
    {
        await using var site = await Site.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => site.SendAsync("GET", "/requests/4", "ada"));

        Assert.Equal(["\"request.viewed\" actor=\"ada\" target=\"request:4\" outcome=failure"], await site.EventsAsync());
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_shown()
    {
        await using var site = await Site.StartAsync();
        site.Store.IsFailing = true;

        var refused = await Assert.ThrowsAsync<AuditUnavailableException>(() => site.SendAsync("GET", "/requests/1", "ada"));

        Assert.NotEmpty(refused.Message);
    }

    [Theory]
    [InlineData("/files/{*path}", "file:{path}")]
    [InlineData("/files/{*path}", null)]
    public async Task Whoever_asks_does_not_choose_how_long_a_target_is(string route, string? target)
    {
        await using var site = await Site.StartAsync(map: app => app.MapGet(route, static () => "a file").RecordAs(Site.Viewed, target));

        await site.SendAsync("GET", "/files/" + new string('a', 3_000));

        var recorded = Assert.Single(await site.EventsAsync());
        Assert.Contains($"{new string('a', 500)}", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain($"{new string('a', 513)}", recorded, StringComparison.Ordinal);
    }
}
