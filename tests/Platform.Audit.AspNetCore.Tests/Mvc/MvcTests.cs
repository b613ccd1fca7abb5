using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Audit.AspNetCore.Tests.Mvc;

/// <summary>Requests of controllers and Razor pages that are recorded.</summary>
public sealed class MvcTests
{
    [Theory]
    [InlineData("/letters/1", HttpStatusCode.OK, "success")]
    [InlineData("/letters/2", HttpStatusCode.NotFound, "failure")]
    [InlineData("/letters/3", HttpStatusCode.Forbidden, "denied")]
    [InlineData("/letters/4", HttpStatusCode.Unauthorized, "denied")]
    [InlineData("/letters/6", HttpStatusCode.Conflict, "failure")]
    [InlineData("/letters/7", HttpStatusCode.Forbidden, "denied")]
    [InlineData("/letters/8", HttpStatusCode.Unauthorized, "denied")]
    [InlineData("/letters/9", HttpStatusCode.Found, "success")]
    [InlineData("/letters/1/result", HttpStatusCode.OK, "success")]
    [InlineData("/letters/2/result", HttpStatusCode.NotFound, "failure")]
    [InlineData("/letters/3/result", HttpStatusCode.Forbidden, "denied")]
    [InlineData("/letters/204/status", HttpStatusCode.NoContent, "success")]
    [InlineData("/letters/503/status", HttpStatusCode.ServiceUnavailable, "failure")]
    [InlineData("/letters/1/parts?number=2", HttpStatusCode.OK, "success")]
    [InlineData("/letters/1/parts?number=two", HttpStatusCode.BadRequest, "failure")]
    [InlineData("/letters/1/stamped", HttpStatusCode.Gone, "failure")]
    [InlineData("/letters/1/thrown", HttpStatusCode.Forbidden, "denied")]
    [InlineData("/letters/1/kept", HttpStatusCode.NotFound, "failure")]
    public async Task A_request_of_an_action_is_recorded_with_what_is_answered(string path, HttpStatusCode status, string outcome)
    {
        await using var site = await StartAsync();

        Assert.Equal(status, (await site.SendAsync("GET", path, "ada")).StatusCode);

        Assert.Equal([$"\"letter.viewed\" actor=\"ada\" target=\"letter:{path.Split('/')[2]}\" outcome={outcome}"], await site.EventsAsync());
    }

    [Theory]
    [InlineData(1, HttpStatusCode.OK, "success")]
    [InlineData(2, HttpStatusCode.NotFound, "failure")]
    [InlineData(3, HttpStatusCode.Forbidden, "denied")]
    public async Task A_request_of_a_page_is_recorded_with_what_is_answered(int id, HttpStatusCode status, string outcome)
    {
        await using var site = await StartAsync();

        using var answer = await site.SendAsync("GET", $"/letter-pages/{id}", "ada");

        Assert.Equal(status, answer.StatusCode);
        if (id != 2)
            Assert.Equal($"letter {id}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal([$"\"letter.page-viewed\" actor=\"ada\" target=\"letter:{id}\" outcome={outcome}"], await site.EventsAsync());
    }

    [Theory]
    [InlineData("/letters/5", "letter.viewed")]
    [InlineData("/letter-pages/5", "letter.page-viewed")]
    public async Task What_throws_is_recorded_once_as_a_failure_and_still_throws(string path, string name)
    {
        await using var site = await StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => site.SendAsync("GET", path, "ada"));

        Assert.Equal([$"\"{name}\" actor=\"ada\" target=\"letter:5\" outcome=failure"], await site.EventsAsync());
    }

    [Fact]
    public async Task A_controller_and_its_action_each_record_what_they_say()
    {
        await using var site = await StartAsync();

        await site.SendAsync("POST", "/letters/7/seal", "ada");

        Assert.Equal(
            ["\"letter.sealed\" actor=\"ada\" target=\"letter:7\" outcome=success", "\"letter.viewed\" actor=\"ada\" target=\"letter:7\" outcome=success"],
            (await site.EventsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_target_it_is_the_path_and_what_is_not_marked_is_not_recorded()
    {
        await using var site = await StartAsync();

        await site.SendAsync("GET", "/stamps/unseen", "ada");
        await site.SendAsync("GET", "/stamps/7", "ada");

        Assert.Equal(["\"stamp.viewed\" actor=\"ada\" target=\"/stamps/7\" outcome=success"], await site.EventsAsync());
    }

    [Theory]
    [InlineData("/letters/1")]
    [InlineData("/letter-pages/1")]
    public async Task What_cannot_be_recorded_is_not_shown(string path)
    {
        await using var site = await StartAsync();
        site.Store.IsFailing = true;

        await Assert.ThrowsAsync<AuditUnavailableException>(() => site.SendAsync("GET", path, "ada"));
    }

    [Fact]
    public async Task What_may_be_shown_without_a_record_is_shown()
    {
        await using var site = await StartAsync();
        site.Store.IsFailing = true;

        var asking = site.SendAsync("GET", "/stamps/7", "ada");
        // It waits for its deadline, and the clock stands still.
        while (!asking.IsCompleted)
        {
            site.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.Equal(HttpStatusCode.OK, (await asking).StatusCode);
    }

    [Fact]
    public async Task All_actions_are_recorded_by_one_filter()
    {
        await using var site = await StartAsync(static services => services.AddControllers(static options => options.Filters.Add(new RecordAsAttribute("site.used"))));

        await site.SendAsync("GET", "/stamps/unseen", "ada");

        Assert.Equal(["\"site.used\" actor=\"ada\" target=\"/stamps/unseen\" outcome=success"], await site.EventsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Controllers_and_pages_are_not_said_to_be_recorded_where_they_are_mapped(bool isPage)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var site = await StartAsync(map: app =>
            {
                if (isPage)
                    app.MapRazorPages().RecordAs(Site.Viewed);
                else
                    app.MapGroup("/v1").RecordAs(Site.Viewed).MapControllers();
            });
            await site.SendAsync("GET", "/stamps/unseen");
        });

        Assert.Contains("[RecordAs(", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Letter")]
    [InlineData("audit.read")]
    public void What_is_no_name_of_an_event_is_refused(string name) => Assert.Throws<ArgumentException>(() => new RecordAsAttribute(name));

    private static Task<Site> StartAsync(Action<IServiceCollection>? also = null, Action<WebApplication>? map = null) => Site.StartAsync(
        static options =>
        {
            // Refusals are events of their own, and not looked at here.
            options.RecordDenials = false;
            options.RefusedStatusCodes.Clear();
        },
        map ?? (static app =>
        {
            app.MapControllers();
            app.MapRazorPages();
        }),
        services: services =>
        {
            // What the SDK says of a web application: where its controllers are, and its pages.
            services.AddControllers().ConfigureApplicationPartManager(static parts =>
            {
                parts.ApplicationParts.Add(new AssemblyPart(typeof(MvcTests).Assembly));
                parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(MvcTests).Assembly));
            });
            services.AddRazorPages();
            also?.Invoke(services);
        });
}
