using System.Net;
using CityDesk.Open311;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace CityDesk.Tests.Open311;

/// <summary>Failures that no client is to blame for.</summary>
public sealed class FailureTests(SqliteDesk desk) : OpenTests(desk), IClassFixture<SqliteDesk>
{
    [Theory, MemberData(nameof(Formats))]
    public async Task A_database_that_fails_gives_a_general_service_error_that_tells_nothing_of_it(string format)
    {
        await KeyAsync();
        await ExecuteAsync("ALTER TABLE \"Requests\" RENAME TO \"Away\"");
        try
        {
            foreach (var reply in new[]
            {
                await GetAsync($"{Root}/requests.{format}"),
                await GetAsync($"{Root}/requests/1.{format}"),
                await GetAsync($"{Root}/tokens/1.{format}"),
                await PostAsync($"{Root}/requests.{format}", Valid()),
            })
            {
                // "400 - General service error", and the code in the body is our own.
                reply.IsRefusal(HttpStatusCode.BadRequest, "General service error");
                Assert.Equal(500, (int)reply.Only["code"]!);
                Assert.DoesNotContain("table", reply.Text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("exception", reply.Text, StringComparison.OrdinalIgnoreCase);
            }
        }
        finally
        {
            await ExecuteAsync("ALTER TABLE \"Away\" RENAME TO \"Requests\"");
        }

        (await PostAsync($"{Root}/requests.{format}", Valid())).Ok();
    }

    [Theory]
    [InlineData("json", 3)]
    [InlineData("xml", 3)]
    [InlineData("json", 500)]
    [InlineData("xml", 500)]
    public async Task A_list_that_breaks_is_an_error_and_nothing_else(string format, int failAfter)
    {
        await using var app = await StartAsync(failAfter);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var reply = await OpenReply.ReadAsync(await http.GetAsync($"/open311/rows.{format}", Cancelled), Cancelled);

        reply.IsRefusal(HttpStatusCode.BadRequest, "General service error");
        Assert.Single(reply.List);
    }

    private static async Task<WebApplication> StartAsync(int failAfter)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddOptions<DeskOptions>();
        builder.Services.AddPlatformErrors().AddAspNetCore();
        builder.Services.AddOpenErrors();
        builder.Services.AddSingleton<AnswersUnderWay>();
        var app = builder.Build();
        app.UsePlatformErrors();
        app.MapGet("/open311/rows.{format}", (HttpContext http) => OpenAnswer.Requests(GeoReportFormats.Of(http.Request.Path), Rows(failAfter)));
        await app.StartAsync(Cancelled);
        return app;
    }

    private static async IAsyncEnumerable<RequestRow> Rows(int failAfter)
    {
        for (var i = 0; i < failAfter; i++)
        {
            yield return RequestRows.Sample(i);
            await Task.Yield();
        }

        throw new InvalidOperationException("The database went away.");
    }

    private Task<int> ExecuteAsync(string sql) => Desk.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(sql, Cancelled));
}
