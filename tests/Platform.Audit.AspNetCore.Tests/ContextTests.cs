using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Tests;

/// <summary>Who, from where, in which request.</summary>
public sealed class ContextTests
{
    [Fact]
    public async Task Every_event_of_a_request_says_who_and_from_where()
    {
        await using var site = await Site.StartAsync(static options =>
        {
            options.Source = static _ => "192.0.2.7";
            options.Tenant = static _ => "north";
        });

        Assert.Equal(HttpStatusCode.OK, (await site.SendAsync("POST", "/requests/7/close", "ada")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.SendAsync("POST", "/requests/8/close")).StatusCode);

        Assert.Equal(
            [
                "\"request.closed\" actor=\"ada\" target=\"request:7\" tenant=\"north\" source=\"192.0.2.7\"",
                "\"request.closed\" target=\"request:8\" tenant=\"north\" source=\"192.0.2.7\"",
            ],
            await site.EventsAsync());
    }

    [Fact]
    public async Task What_an_event_says_itself_it_keeps()
    {
        await using var site = await Site.StartAsync();

        await site.SendAsync("POST", "/requests/7/close-for?user=grace", "ada");

        Assert.Contains("actor=\"grace\"", Assert.Single(await site.EventsAsync()), StringComparison.Ordinal);
        Assert.Contains("correlation=\"case:7\"", (await RecordsAsync(site)).Single(text => text.Contains("grace", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_a_request_belong_to_its_trace_or_to_what_the_site_says()
    {
        await using var site = await Site.StartAsync(static options => options.Correlation = static context => context.Request.Headers["X-Case"]);
        await site.SendAsync("POST", "/requests/7/close");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/requests/8/close");
        request.Headers.Add("X-Case", "case:42");
        await site.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var records = (await RecordsAsync(site)).Where(text => text.Contains("request.closed", StringComparison.Ordinal)).ToList();

        Assert.DoesNotContain("correlation", records[0], StringComparison.Ordinal);
        Assert.Contains("correlation=\"case:42\"", records[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_anything_said_an_event_belongs_to_its_request()
    {
        await using var site = await Site.StartAsync();
        await site.SendAsync("POST", "/requests/7/close");
        await site.SendAsync("POST", "/requests/8/close");

        var correlations = (await RecordsAsync(site)).Where(text => text.Contains("request.closed", StringComparison.Ordinal))
            .Select(text => text[text.IndexOf("correlation=", StringComparison.Ordinal)..].Split(' ')[0]).ToList();

        Assert.Equal(2, correlations.Distinct().Count());
    }

    [Fact]
    public async Task Outside_of_a_request_nothing_is_said()
    {
        await using var site = await Site.StartAsync();

        Assert.Null(site.Services.GetRequiredService<IAuditContextProvider>().Current);
    }

    private static async Task<List<string>> RecordsAsync(Site site)
    {
        await site.EventsAsync();
        var state = await site.Store.ReadStateAsync(TestContext.Current.CancellationToken);
        var reader = new Tiles.TileReader(site.Store, state.Size);
        List<string> records = [];
        for (var index = 0L; index < state.Size; index++)
            records.Add(TextOf((await reader.ReadEntryAsync(index, TestContext.Current.CancellationToken)).Span));
        return records;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes, out var record));
        return record.ToString();
    }
}
