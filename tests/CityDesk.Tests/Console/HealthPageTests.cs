using System.Net;
using CityDesk.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CityDesk.Tests.StaffConsole;

/// <summary>The page of what the desk depends on, as staff see it.</summary>
public abstract class HealthPageTests(Desk desk) : ConsoleTests(desk)
{
    private const string Secret = "Host=db.internal;Password=hunter2";

    [Fact]
    public async Task Staff_see_how_each_thing_is_since_when_and_what_to_do_and_nothing_that_an_exception_says()
    {
        using var visitor = await SignedInAsync();
        var said = HealthCheckResult.Healthy();
        using var _ = Check("<script>alert(1)</script>", () => Task.FromResult(said));
        using var __ = Check("resilience:weather", () => throw new InvalidOperationException(Secret));

        var before = Row(await visitor.GetAsync("/desk/health"), "<script>alert(1)</script>");
        var first = Desk.Clock.GetUtcNow();
        Desk.Clock.Advance(TimeSpan.FromMinutes(2));
        said = HealthCheckResult.Degraded("<b>half</b> & \"half\"");
        var page = await visitor.GetAsync("/desk/health");
        var since = Desk.Clock.GetUtcNow();
        Desk.Clock.Advance(TimeSpan.FromMinutes(2));
        var after = await visitor.GetAsync("/desk/health");

        Assert.Equal(["<script>alert(1)</script>", "Works", Time.DayAndTime(first), "–", "Nothing."], before);
        Assert.Equal(["Works in part", Time.DayAndTime(since), "<b>half</b> & \"half\""], Row(after, "<script>alert(1)</script>")[1..4]);
        Assert.Empty(after.Page.QuerySelectorAll("script, main b"));
        Assert.Equal(("Does not work", "The check itself failed. The desk’s log says why."), Said(page, "Service weather"));
        Assert.DoesNotContain("hunter2", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", page.Body, StringComparison.Ordinal);
        // The worst first; what works is there too, by name.
        Assert.Equal(["Service weather", "<script>alert(1)</script>"], page.Numbers.Take(2));
        Assert.Superset(
            new HashSet<string> { "Database", "Audit log", "Residents’ keys", "What contractors are told" }, page.Numbers.ToHashSet());
        Assert.Equal("Works", Row(page, "Database")[1]);
        Assert.Equal(
            $"2 of {page.Numbers.Count} do not work as they should: Service weather, <script>alert(1)</script>.",
            page.Text("[role=alert]"));
        Assert.Equal("page", page.Page.QuerySelector("nav.areas a[href='/desk/health']")!.GetAttribute("aria-current"));
    }

    [Fact]
    public async Task What_the_cause_of_an_exception_says_is_not_on_the_page_either()
    {
        using var visitor = await SignedInAsync();
        using var _ = Check("resilience:parcels", () => Task.FromResult(HealthCheckResult.Unhealthy(
            $"Not reached: {Secret}", new InvalidOperationException("Not reached", new IOException(Secret)))));

        var page = await visitor.GetAsync("/desk/health");

        Assert.Equal(("Does not work", "The check itself failed. The desk’s log says why."), Said(page, "Service parcels"));
        Assert.DoesNotContain("hunter2", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_hangs_is_named_within_the_bound_and_is_asked_once_however_often_people_look()
    {
        using var visitor = await SignedInAsync();
        var (asked, answer) = (0, new TaskCompletionSource<HealthCheckResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        using var _ = Check("hanging", () =>
        {
            Interlocked.Increment(ref asked);
            return answer.Task;
        });

        var pages = await Task.WhenAll(LookAsync(visitor), LookAsync(visitor));
        var again = await LookAsync(visitor);

        Assert.All([.. pages, again], page =>
        {
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Equal(("Does not answer", "It did not answer within 3 seconds."), Said(page, "hanging"));
            Assert.Equal("Works", Row(page, "Database")[1]);
        });
        Assert.Equal(1, Volatile.Read(ref asked));

        answer.SetResult(HealthCheckResult.Healthy());
        // Whoever looks now shares the question that has just been answered, or asks anew: both say the same.
        Assert.Equal("Works", Row(await LookAsync(visitor), "hanging")[1]);
    }

    [Fact]
    public async Task Machines_are_told_in_a_word_and_strangers_do_not_see_the_page()
    {
        foreach (var (path, told) in ((string, string)[])[("/health/live", "Healthy"), ("/health/ready", "Healthy")])
            Assert.Equal(told, await Http.GetStringAsync(path, Cancelled));
        Assert.Contains("outbox: Healthy", await Http.GetStringAsync("/health", Cancelled), StringComparison.Ordinal);

        using var stranger = Visitor();
        Assert.StartsWith("/desk/sign-in", (await stranger.GetAsync("/desk/health")).Location, StringComparison.Ordinal);
    }

    private CityTime Time => Desk.Services.GetRequiredService<CityCalendar>().Time;

    /// <summary>Looks at the page while the desk's clock goes on.</summary>
    private async Task<Seen> LookAsync(ConsoleVisitor visitor) => await Desk.WhileTimePassesAsync(visitor.GetAsync("/desk/health"));

    private static string[] Row(Seen seen, string title) => seen.Rows("table.health").Single(row => row[0] == title);

    /// <summary>How something is, and its words for it.</summary>
    private static (string State, string Words) Said(Seen seen, string title)
    {
        var row = Row(seen, title);
        return (row[1], row[3]);
    }

    private Registered Check(string name, Func<Task<HealthCheckResult>> answer) =>
        new(
            Desk.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value,
            new HealthCheckRegistration(name, new Answering(answer), HealthStatus.Unhealthy, tags: null));

    private sealed class Answering(Func<Task<HealthCheckResult>> answer) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            answer();
    }

    private sealed class Registered : IDisposable
    {
        private readonly (HealthCheckServiceOptions Options, HealthCheckRegistration Check) _of;

        public Registered(HealthCheckServiceOptions options, HealthCheckRegistration check)
        {
            _of = (options, check);
            options.Registrations.Add(check);
        }

        public void Dispose() => _of.Options.Registrations.Remove(_of.Check);
    }
}

public sealed class HealthPageOnSqlite(SqliteDesk desk) : HealthPageTests(desk), IClassFixture<SqliteDesk>;

public sealed class HealthPageOnPostgreSql(PostgreSqlDesk desk) : HealthPageTests(desk), IClassFixture<PostgreSqlDesk>;
