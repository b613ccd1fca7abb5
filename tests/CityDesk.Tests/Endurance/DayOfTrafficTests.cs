using System.Diagnostics;
using CityDesk.Domain;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Endurance;

/// <summary>Alone in the process, after all others: what is counted is this desk's and nobody else's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = nameof(Alone);
}

/// <summary>
/// A day and a night go by, in a minute: callers whom nobody has seen before, residents who file once, members of staff who come and go, people who guess
/// passwords and keys. What a desk remembers of each of them has to end some time.
/// </summary>
[Collection(Alone.Name)]
public abstract class DayOfTrafficTests(Desk desk, ITestOutputHelper output) : ConsoleTests(desk)
{
    private const int Hours = 24;

    private const int CallersAnHour = 24;

    /// <summary>It is looked so often: a collection of all that other tests have left takes a while.</summary>
    private const int LooksEvery = 6;

    /// <summary>
    /// What the runtime's own counters and caches that are not full yet may add: about a kilobyte for each call of these hours.
    /// </summary>
    private const long Slack = 2 << 20;

    [Fact]
    public async Task After_a_day_the_desk_holds_no_more_than_after_a_quarter_of_one()
    {
        var service = await CityAsync();
        var (consumer, key) = ApiConsumer.Create($"App {Guid.NewGuid():N}", "", Desk.Clock.GetUtcNow());
        await Desk.InDatabaseAsync(db =>
        {
            db.Consumers.Add(consumer);
            return db.SaveChangesAsync(Cancelled);
        });

        List<Held> held = [];
        for (var hour = 1; hour <= Hours; hour++)
        {
            await TrafficAsync(service, key);
            await PassAsync(TimeSpan.FromHours(1));
            if (hour % LooksEvery != 0)
                continue;
            held.Add(Held.Now());
            output.WriteLine($"hour {hour}: {held[^1]}");
        }

        var (first, last) = (held[0], held[^1]);
        Assert.True(last.Bytes <= first.Bytes + Slack, $"From {first.Bytes:N0} to {last.Bytes:N0} bytes.");
        Assert.True(last.Files <= first.Files + 4, $"From {first.Files} to {last.Files} open files.");
        Assert.True(last.Threads <= first.Threads + 8, $"From {first.Threads} to {last.Threads} threads.");
        // All that was filed is there, and of the sessions those alone that have not ended.
        var filed = await Desk.InDatabaseAsync(db => db.Requests.CountAsync(r => r.JurisdictionId == service.JurisdictionId, Cancelled));
        Assert.Equal(Hours * CallersAnHour, filed);
        var now = Desk.Clock.GetUtcNow();
        Assert.Equal(0, await Desk.InDatabaseAsync(db => db.Sessions.CountAsync(s => s.ExpiresAt < now.AddHours(-1), Cancelled)));
    }

    private async Task TrafficAsync(Service service, string key)
    {
        var city = service.JurisdictionId;
        await SeveralAtOnceAsync(Enumerable.Range(0, CallersAnHour), async _ =>
        {
            var somebody = Guid.NewGuid().ToString("N");
            using var filed = await Http.PostAsync(
                new Uri($"/open311/v2/requests.json?jurisdiction_id={city}", UriKind.Relative),
                new FormUrlEncodedContent(
                [
                    new("api_key", key), new("service_code", service.Code), new("address_string", "1 Mill Lane"), new("description", "It is dark."),
                    new("email", $"{somebody}@mail.example"), new("first_name", "Mara"),
                ]),
                Cancelled);
            Assert.Equal(200, (int)filed.StatusCode);
            Assert.Equal(200, await GetAsync($"/open311/v2/requests.json?jurisdiction_id={city}&page_size=10"));
            Assert.Equal(403, await PostAsync($"/open311/v2/requests.json?jurisdiction_id={city}", [new("api_key", somebody), new("service_code", service.Code)]));
            Assert.Equal(400, await PostAsync($"/open311/v2/requests.json?jurisdiction_id={city}", [new("api_key", key), new("service_code", service.Code)]));
        });
        for (var i = 0; i < 2; i++)
        {
            using var stranger = Visitor();
            await stranger.SignInAsync(Guid.NewGuid().ToString("N"), "guessed");
            using var member = await SignedInAsync();
            Assert.Equal(200, (int)(await member.GetAsync("/desk")).Status);
            Assert.Equal(200, (int)(await member.GetAsync("/desk/audit")).Status);
        }
    }

    private async Task<int> GetAsync(string address)
    {
        using var answer = await Http.GetAsync(new Uri(address, UriKind.Relative), Cancelled);
        return (int)answer.StatusCode;
    }

    private async Task<int> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> form)
    {
        using var answer = await Http.PostAsync(new Uri(address, UriKind.Relative), new FormUrlEncodedContent(form), Cancelled);
        return (int)answer.StatusCode;
    }

    /// <summary>In steps of half a minute, and what is due in each of them has a moment to happen.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(30);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Desk.Clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancelled);
        }
    }

    /// <summary>What a process holds.</summary>
    /// <param name="Bytes">Bytes of objects that are in use.</param>
    /// <param name="Files">Files and sockets that are open.</param>
    /// <param name="Threads">Threads.</param>
    private sealed record Held(long Bytes, int Files, int Threads)
    {
        public static Held Now()
        {
#pragma warning disable RS0030 // What is still held is measured here, and only a collection tells that. Twice, with what finalizers let go in between.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
#pragma warning restore RS0030
            using var process = Process.GetCurrentProcess();
            return new Held(GC.GetTotalMemory(forceFullCollection: true), process.HandleCount, process.Threads.Count);
        }
    }
}

public sealed class DayOfTrafficOnSqlite(SqliteDesk desk, ITestOutputHelper output) : DayOfTrafficTests(desk, output), IClassFixture<SqliteDesk>;

public sealed class DayOfTrafficOnPostgreSql(PostgreSqlDesk desk, ITestOutputHelper output) : DayOfTrafficTests(desk, output), IClassFixture<PostgreSqlDesk>;
