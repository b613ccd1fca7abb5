using CityDesk.Commands;
using CityDesk.Domain;
using CityDesk.Staff;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Commands;

public abstract class KeysAndStaffTests(CommandDatabase database) : CommandTestBase(database), IAsyncLifetime
{
    /// <summary>A desk that has been started before.</summary>
    public async ValueTask InitializeAsync() => await RunAsync("generate", "--requests", "0", "--seed", "1");

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_key_is_printed_once_kept_as_a_hash_listed_and_revoked()
    {
        var added = await RunAsync("keys", "add", "Pothole app", "--contact", "app@example.org");

        Assert.Equal(ExitCodes.Success, added.ExitCode);
        var key = added.Out.Trim();
        Assert.Matches("^desk_[0-9a-f]{64}$", key);
        await using var context = Database.OpenContext();
        var consumer = await context.Consumers.AsNoTracking().SingleAsync(c => c.Name == "Pothole app", Cancelled);
        Assert.Equal((ApiConsumer.Hash(key), "app@example.org", null), (consumer.KeyHash, consumer.Contact, consumer.RevokedAt));

        var twice = await RunAsync("keys", "add", "Pothole app");
        Assert.Equal((ExitCodes.Failure, ""), (twice.ExitCode, twice.Out));

        Assert.Equal(ExitCodes.Success, (await RunAsync("keys", "revoke", "Pothole app")).ExitCode);
        Assert.NotNull((await context.Consumers.AsNoTracking().SingleAsync(c => c.Name == "Pothole app", Cancelled)).RevokedAt);

        var list = await RunAsync("keys", "list");
        Assert.Matches(@"(?m)^Pothole app +app@example\.org +registered +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d$", list.Out);
        Assert.DoesNotContain(key, list.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_has_a_tier_that_is_shown_and_changed()
    {
        Assert.Equal(ExitCodes.Success, (await RunAsync("keys", "add", "Map of the university", "--tier", "Partner")).ExitCode);
        Assert.Matches("(?m)^Map of the university +partner +\\d", (await RunAsync("keys", "list")).Out);

        var moved = await RunAsync("keys", "tier", "Map of the university", "registered");
        Assert.Equal((ExitCodes.Success, $"Map of the university has the tier registered now: 600 calls a minute, 100,000 a month.{Environment.NewLine}"), (moved.ExitCode, moved.Error));
        Assert.Matches("(?m)^Map of the university +registered +\\d", (await RunAsync("keys", "list")).Out);

        // A tier that the settings had once.
        Assert.Equal(ExitCodes.Success, (await RunAsync("keys", "tier", "Map of the university", "school", "--Limits:Tiers:school:PerMinute=5", "--Limits:Tiers:school:PerMonth=50")).ExitCode);
        Assert.Contains("registered (not school, which is not there)", (await RunAsync("keys", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tier_that_is_not_there_is_refused_with_those_that_are()
    {
        foreach (var command in (string[][])[["keys", "add", "Nobody's app", "--tier", "partnr"], ["keys", "tier", "Riverton app", "partnr"]])
        {
            var run = await RunAsync(command);
            Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Out));
            Assert.Contains("there is no tier 'partnr'; there is partner or registered. Did you mean partner?", run.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Nobody's app", (await RunAsync("keys", "list")).Out, StringComparison.Ordinal);
        Assert.Contains("Nobody named Nobody has a key", (await RunAsync("keys", "tier", "Nobody", "partner")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_what_is_not_there_fails_with_a_sentence()
    {
        var run = await RunAsync("keys", "revoke", "Nobody");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("Nobody named Nobody has a key", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("a\u0001b")]
    [InlineData("overlong")]
    public async Task A_name_that_may_not_be_stored_is_refused(string name)
    {
        if (name == "overlong")
            name = new string('x', ApiConsumer.NameMaxLength + 1);

        Assert.Equal(ExitCodes.Usage, (await RunAsync("keys", "add", name)).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("staff", "add", name, "--name", "x")).ExitCode);
    }

    [Fact]
    public async Task A_member_of_staff_gets_a_password_and_a_new_one_ends_the_old()
    {
        var added = await RunAsync("staff", "add", "ines", "--name", "Inès García");

        Assert.Equal(ExitCodes.Success, added.ExitCode);
        var first = await MemberAsync("ines");
        Assert.Equal("Inès García", first.DisplayName);
        Assert.True(StaffPasswords.Verify(first, added.Out.Trim()));

        Assert.Equal(ExitCodes.Failure, (await RunAsync("staff", "add", "ines", "--name", "Other")).ExitCode);

        var changed = await RunAsync("staff", "password", "ines");
        var second = await MemberAsync("ines");
        Assert.True(StaffPasswords.Verify(second, changed.Out.Trim()));
        Assert.False(StaffPasswords.Verify(second, added.Out.Trim()));
        Assert.NotEqual(first.SecurityStamp, second.SecurityStamp);

        var nobody = await RunAsync("staff", "password", "nobody");
        Assert.Equal((ExitCodes.Failure, ""), (nobody.ExitCode, nobody.Out));
    }

    [Fact]
    public async Task The_staff_is_listed_and_who_is_removed_is_gone_with_every_session()
    {
        await RunAsync("staff", "add", "omar", "--name", "Omar Said");
        var member = await MemberAsync("omar");
        await using (var context = Database.OpenContext())
        {
            context.Sessions.Add(new Session { Id = Guid.NewGuid(), MemberId = member.Id, OpenedAt = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch });
            context.Sessions.Add(new Session { Id = Guid.NewGuid(), MemberId = member.Id, OpenedAt = member.CreatedAt, ExpiresAt = member.CreatedAt + TimeSpan.FromHours(8) });
            await context.SaveChangesAsync(Cancelled);
        }

        Assert.Matches(@"(?m)^omar +Omar Said +\d{4}-\d\d-\d\d +1$", (await RunAsync("staff", "list")).Out);

        var removed = await RunAsync("staff", "remove", "omar");
        Assert.Equal((ExitCodes.Success, "", $"omar is removed, and signed out everywhere.{Environment.NewLine}"), (removed.ExitCode, removed.Out, removed.Error));
        await using (var context = Database.OpenContext())
            Assert.Equal(0, await context.Sessions.CountAsync(session => session.MemberId == member.Id, Cancelled));
        Assert.DoesNotContain("omar", (await RunAsync("staff", "list")).Out, StringComparison.Ordinal);

        var again = await RunAsync("staff", "remove", "omar");
        Assert.Equal((ExitCodes.Failure, ""), (again.ExitCode, again.Out));
        Assert.StartsWith("Nobody on the staff signs in as omar. 'dotnet ", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_removes_the_last_member_is_told_how_to_add_another()
    {
        await using var other = Database.CreateAnother();
        await CommandRun.RunAsync(["generate", "--requests", "0", "--seed", "1", .. other.Settings]);

        var removed = await CommandRun.RunAsync(["staff", "remove", "desk", .. other.Settings]);

        Assert.Equal(ExitCodes.Success, removed.ExitCode);
        Assert.Contains("Nobody is left who can sign in. 'dotnet ", removed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", removed.Error, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<StaffMember> MemberAsync(string user)
    {
        await using var context = Database.OpenContext();
        return await context.Staff.AsNoTracking().SingleAsync(m => m.UserName == user, Cancelled);
    }
}

public sealed class KeysAndStaffOnSqlite(SqliteCommandDatabase database) : KeysAndStaffTests(database), IClassFixture<SqliteCommandDatabase>;

public sealed class KeysAndStaffOnPostgreSql(PostgreSqlCommandDatabase database) : KeysAndStaffTests(database), IClassFixture<PostgreSqlCommandDatabase>;
