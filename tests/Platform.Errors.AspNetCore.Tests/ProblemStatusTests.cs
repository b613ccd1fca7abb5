using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>A problem that a handler writes by hand has the code of its status and none of the arguments that the entry of the catalogue has.</summary>
public sealed class ProblemStatusTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/minimal", false)]
    [InlineData("/mvc-problems", false)]
    [InlineData("/minimal", true)]
    [InlineData("/mvc-problems", true)]
    public async Task Every_status_is_answered_with_the_sentence_and_reported_once(string prefix, bool hasFormat)
    {
        await using var site = await WebSite.StartAsync(
            services: builder =>
            {
                builder.Services.AddPlatformErrors().AddAspNetCore(web => _ = hasFormat ? web.AddFormat(static _ => true, new Plain()) : web).AddMvc();
                builder.Services.AddControllers();
            },
            pipeline: static app =>
            {
                app.UsePlatformErrors();
                app.MapControllers();
                app.MapPost("/minimal/{status:int}", static (int status) => TypedResults.Problem("Only {this}.", statusCode: status));
            },
            cancellationToken: Ending);
        for (var status = 400; status <= 599; status++)
        {
            site.Log.Clear();
            using var content = new StringContent("x");
            var answer = await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{prefix}/{status}") { Content = content }, Ending);

            Assert.Equal(status, answer.Status);
            if (hasFormat)
                Assert.StartsWith($"{status} ", answer.Body, StringComparison.Ordinal);
            else
                Assert.Equal((status, "Only {this}."), ((int)answer.Json["status"]!, (string?)answer.Json["detail"]));
            Assert.True(site.Log.Reports.Count == 1, $"{status}: {string.Join("; ", site.Log.Reports)}");
            Assert.Empty(site.Log.OtherComplaints);
        }
    }

    private sealed class Plain : IErrorFormat
    {
        public async ValueTask WriteAsync(HttpContext httpContext, Error error) =>
            await httpContext.Response.WriteAsync($"{error.Descriptor.Status} {error.Code}", CancellationToken.None);
    }
}

[ApiController]
[Route("mvc-problems")]
public sealed class ProblemsController : ControllerBase
{
    [HttpPost("{status:int}")]
    public IActionResult Post(int status) => Problem("Only {this}.", statusCode: status);
}
