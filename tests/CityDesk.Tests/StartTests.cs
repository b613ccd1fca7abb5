using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CityDesk.Tests;

public abstract class StartTests(Desk desk) : DeskTests(desk)
{
    [Fact]
    public async Task A_desk_that_has_never_run_is_ready_with_a_generated_city()
    {
        using var ready = await Http.GetAsync("/health/ready", Cancelled);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(40, await Desk.InDatabaseAsync(db => db.Requests.CountAsync(Cancelled)));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Connections")]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host")]
    public void The_server_that_was_quiet_while_it_started_logs_again_as_the_settings_say(string category)
    {
        var logger = Desk.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

        Assert.True(logger.IsEnabled(LogLevel.Warning));
        Assert.False(logger.IsEnabled(LogLevel.Information));
    }

    [Fact]
    public async Task The_bare_address_leads_to_the_staff_console()
    {
        using var root = await Http.GetAsync("/", Cancelled);

        Assert.Equal(HttpStatusCode.Redirect, root.StatusCode);
        Assert.Equal("/desk", root.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task What_is_written_reads_back_the_same_on_this_engine()
    {
        var request = await Desk.InDatabaseAsync(db => db.Requests.Include(r => r.Service).Include(r => r.History).OrderBy(r => r.Id).FirstAsync(Cancelled));

        Assert.Equal(TimeSpan.Zero, request.RequestedAt.Offset);
        Assert.NotEmpty(request.History);
        Assert.NotEmpty(request.Service.Name);
    }
}

public sealed class StartOnSqlite(SqliteDesk desk) : StartTests(desk), IClassFixture<SqliteDesk>;

public sealed class StartOnPostgreSql(PostgreSqlDesk desk) : StartTests(desk), IClassFixture<PostgreSqlDesk>;
