using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Audit.AspNetCore.Security;
using Platform.Audit.Records;
using Platform.Testing;

namespace Platform.Audit.AspNetCore.Tests;

/// <summary>Sign-ins, denials and refusals.</summary>
public sealed class SecurityTests
{
    [Fact]
    public async Task Signing_in_and_out_is_recorded()
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await site.SendAsync("POST", "/sign-in")).StatusCode);
        await site.SendAsync("POST", "/sign-out", "ada");

        Assert.Equal(
            ["\"security.signed-in\" actor=\"ada\" outcome=success \"scheme\"=\"Cookies\"", "\"security.signed-out\" actor=\"ada\" outcome=success \"scheme\"=\"Cookies\""],
            await site.EventsAsync());
    }

    [Fact]
    public async Task Who_signs_in_is_called_as_in_every_other_event()
    {
        await using var site = await Site.StartAsync(static options => options.Actor = static context => (context.User.FindFirst(ClaimTypes.NameIdentifier) ?? context.User.FindFirst("sub")) is { } name ? $"staff:{name.Value}" : null);

        await site.SendAsync("POST", "/sign-in");
        await site.SendAsync("POST", "/requests/1/close", "ada");

        Assert.All(await site.EventsAsync(), static line => Assert.Contains("actor=\"staff:ada\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_signed_in_whose_sign_in_cannot_be_recorded()
    {
        await using var site = await Site.StartAsync();
        site.Store.IsFailing = true;

        await Assert.ThrowsAsync<AuditUnavailableException>(() => site.SendAsync("POST", "/sign-in"));
    }

    [Fact]
    public async Task Credentials_that_are_not_accepted_are_recorded_once_for_a_request()
    {
        await using var site = await Site.StartAsync();

        await site.SendAsync("GET", "/requests/1", "broken");

        Assert.Equal(
            ["\"security.sign-in-failed\" target=\"GET /requests/{id:int}\" outcome=failure reason=\"header: AuthenticationFailureException\"", "\"request.viewed\" target=\"request:1\" outcome=success"],
            (await site.EventsAsync()).Order(StringComparer.Ordinal).Reverse());
    }

    [Theory]
    [InlineData("/members", null, HttpStatusCode.Unauthorized, "\"security.denied\" target=\"GET /members\" outcome=denied reason=\"not signed in\"")]
    [InlineData("/staff", "ada", HttpStatusCode.Forbidden, "\"security.denied\" actor=\"ada\" target=\"GET /staff\" outcome=denied reason=\"not allowed\"")]
    public async Task Who_may_not_do_something_is_recorded(string path, string? user, HttpStatusCode status, string expected)
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(status, (await site.SendAsync("GET", path, user)).StatusCode);

        Assert.Equal([expected], await site.EventsAsync());
    }

    [Theory]
    [InlineData(429, "\"security.rate-limited\" target=\"GET /answer/{status:int}\" outcome=denied reason=\"429\"")]
    [InlineData(422, "\"security.request-refused\" target=\"GET /answer/{status:int}\" outcome=denied reason=\"422\"")]
    [InlineData(400, "\"security.request-refused\" target=\"GET /answer/{status:int}\" outcome=denied reason=\"400\"")]
    [InlineData(200, null)]
    [InlineData(404, null)]
    [InlineData(500, null)]
    public async Task Answers_that_refuse_are_recorded_whoever_gives_them(int status, string? expected)
    {
        await using var site = await Site.StartAsync();

        await site.SendAsync("GET", $"/answer/{status}");

        Assert.Equal(expected is null ? [] : [expected], await site.EventsAsync());
    }

    [Theory]
    [InlineData(413, true)]
    [InlineData(413, false)]
    [InlineData(422, true)]
    [InlineData(422, false)]
    public async Task What_an_exception_refuses_is_recorded_whether_it_is_made_an_answer_before_or_behind(int status, bool isBefore)
    {
        void Handle(WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = static exception => exception is BadHttpRequestException bad ? bad.StatusCode : 500,
            ExceptionHandler = static context => context.Response.WriteAsync("refused"),
        });
        await using var site = await Site.StartAsync(
            map: app => app.MapGet("/throws/{id}", string () => throw new BadHttpRequestException("refused", status)), before: isBefore ? Handle : null, behind: isBefore ? null : Handle);

        Assert.Equal(status, (int)(await site.SendAsync("GET", "/throws/7", "ada")).StatusCode);

        Assert.Equal([$"\"security.request-refused\" actor=\"ada\" target=\"GET /throws/{{id}}\" outcome=denied reason=\"{status}\""], await site.EventsAsync());
    }

    [Fact]
    public async Task What_only_the_program_knows_it_says_itself()
    {
        await using var site = await Site.StartAsync();

        await site.SendAsync("POST", "/wrong-password");
        await site.SendAsync("POST", "/not-yours", "ada");

        Assert.Equal(
            ["\"security.sign-in-failed\" actor=\"ada\" outcome=failure reason=\"wrong password\"", "\"security.denied\" actor=\"ada\" target=\"request:9\" outcome=denied reason=\"another district\""],
            await site.EventsAsync());
    }

    [Fact]
    public async Task A_flood_of_refusals_is_two_records_the_first_and_how_many_followed()
    {
        await using var site = await Site.StartAsync();
        for (var at = 0; at < 200; at++)
            await site.SendAsync("GET", "/answer/429", "ada");
        Assert.Single(await site.EventsAsync());

        site.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(
            [
                "\"security.rate-limited\" actor=\"ada\" target=\"GET /answer/{status:int}\" outcome=denied reason=\"429\"",
                "\"security.rate-limited\" actor=\"ada\" target=\"GET /answer/{status:int}\" outcome=denied reason=\"429\" \"repeated\"=199",
            ],
            await site.EventsAsync());
    }

    [Fact]
    [StopTestOf(typeof(RefusalReports))]
    public async Task What_was_counted_when_the_host_ends_is_recorded()
    {
        await using var site = await Site.StartAsync();
        for (var at = 0; at < 5; at++)
            await site.SendAsync("GET", "/answer/429");

        await OwnedLoop.AssertStopsAsync(new Restarted(site.Services.GetServices<IHostedService>().OfType<RefusalReports>().Single()), static () => Task.CompletedTask);

        Assert.Contains("\"repeated\"=4", (await site.EventsAsync())[^1], StringComparison.Ordinal);
    }

    /// <summary>An address is personal, and what is in a record stays there.</summary>
    [Fact]
    public async Task What_is_said_to_be_personal_is_so_in_every_event_also_in_those_that_are_told_later()
    {
        await using var site = await Site.StartAsync(static options =>
        {
            options.Source = static _ => "192.0.2.7";
            options.PersonalFields.Add(AuditField.Source);
        });
        await site.SendAsync("POST", "/requests/1/close", "ada");
        for (var at = 0; at < 3; at++)
            await site.SendAsync("GET", "/answer/429", "ada");
        Assert.Equal(2, (await site.EventsAsync()).Count);
        site.Time.Advance(TimeSpan.FromMinutes(1));
        var events = await site.EventsAsync();

        Assert.Equal(3, events.Count);
        Assert.All(events, static text => Assert.Contains("source=personal:", text, StringComparison.Ordinal));
        var personal = site.Services.GetRequiredService<IAuditPersonalData>();
        var found = await personal.FindAsync("source", "192.0.2.7", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(found.Count >= 3, $"Only {found.Count} are found.");
        // Those that were told later are of no request, and so of nobody.
        Assert.Equal(2, (await personal.EraseSubjectAsync("ada", cancellationToken: TestContext.Current.CancellationToken)).Records);
        Assert.True((await personal.VerifyAsync(TestContext.Current.CancellationToken)).IsIntact);
    }

    [Theory]
    [InlineData(AuditField.Named)]
    [InlineData(AuditField.Outcome)]
    public void A_field_that_cannot_be_personal_is_refused(AuditField field)
    {
        var options = new PlatformAuditAspNetCoreOptions();
        options.PersonalFields.Add(field);

        Assert.Contains("PersonalFields", new PlatformAuditAspNetCoreOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_switched_off_is_not_recorded()
    {
        await using var site = await Site.StartAsync(static options =>
        {
            (options.RecordSignIns, options.RecordDenials) = (false, false);
            options.RateLimitedStatusCodes.Clear();
            options.RefusedStatusCodes.Clear();
        });

        await site.SendAsync("POST", "/sign-in");
        await site.SendAsync("GET", "/members", "broken");
        await site.SendAsync("GET", "/answer/429");
        await site.SendAsync("GET", "/answer/400");

        Assert.Empty(await site.EventsAsync());
    }

    [Fact]
    public async Task A_host_without_authentication_works_too()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddPlatformAudit().AddAspNetCore().AddAspNetCore();
        await using var app = builder.Build();

        Assert.Single(app.Services.GetServices<ISecurityAudit>());
        Assert.Null(app.Services.GetService<IAuthenticationService>());
    }

    [Theory]
    [InlineData("RecordSignIns", "maybe", "which is no Boolean")]
    [InlineData("RefusalInterval", "soon", "which is no TimeSpan")]
    [InlineData("Actor", "ada", "is nothing that is read here")]
    public void What_configuration_cannot_say_is_refused(string key, string value, string sentence)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Configured((key, value)));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_come_from_configuration()
    {
        var options = Configured(("RecordSignIns", "false"), ("RecordDenials", "False"), ("RefusalInterval", "00:00:30"), ("MostRefusals", "7"));

        Assert.Equal((false, false, TimeSpan.FromSeconds(30), 7), (options.RecordSignIns, options.RecordDenials, options.RefusalInterval, options.MostRefusals));
    }

    [Theory]
    [InlineData("RefusalInterval", "00:00:00.5")]
    [InlineData("MostRefusals", "0")]
    public void What_cannot_work_is_refused(string key, string value) => Assert.Throws<OptionsValidationException>(() => Configured((key, value)));

    [Fact]
    public void A_status_that_refuses_nothing_or_stands_twice_is_refused()
    {
        var options = new PlatformAuditAspNetCoreOptions();
        options.RefusedStatusCodes.Add(200);
        options.RefusedStatusCodes.Add(429);

        var result = new PlatformAuditAspNetCoreOptionsValidator().Validate(null, options);

        Assert.Equal(2, result.Failures!.Count());
    }

    private static PlatformAuditAspNetCoreOptions Configured(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => $"Web:{pair.Key}", pair => (string?)pair.Value)).Build();
        var services = new ServiceCollection();
        services.AddPlatformAudit().AddAspNetCore(configuration.GetSection("Web"));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<PlatformAuditAspNetCoreOptions>>().Value;
    }

    /// <summary>It runs already.</summary>
    private sealed class Restarted(RefusalReports reports) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => reports.StopAsync(cancellationToken);
    }
}
