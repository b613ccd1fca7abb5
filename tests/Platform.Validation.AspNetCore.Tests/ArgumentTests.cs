using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.SignalR;

namespace Platform.Validation.AspNetCore.Tests;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("/search?text=%20bin%20&page=2", null, 200, "bin 2 ")]
    [InlineData("/search?text=b&page=0", "acme", 400, "/text,/page")]
    [InlineData("/search", "ACME", 400, "/tenant")]
    [InlineData("/search", "acme", 200, "  acme")]
    public async Task Values_of_query_and_headers_are_judged(string path, string? tenant, int status, string expected)
    {
        await using var host = await WebHost.StartAsync(static app =>
            app.MapGet("/search", static ([AsParameters] Search search) => $"{search.Text} {search.Page} {search.Tenant}").RequirePlatformValidation());
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (tenant is not null)
            request.Headers.Add("X-Tenant", tenant);

        var answer = await WebHost.ReadAsync(await host.Client.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(status, answer.Status);
        Assert.Equal(expected, status == 200 ? answer.Body : Pointers(answer.Body));
    }

    [Fact]
    public async Task As_many_warnings_as_are_kept_do_not_hide_an_error()
    {
        await using var host = await WebHost.StartAsync(static app =>
            app.MapGet("/filter", static ([AsParameters] Filter filter) => $"{filter.Words!.Length} {filter.Page}").RequirePlatformValidation());
        var words = string.Concat(Enumerable.Repeat("words=long&", 100));

        var refused = await host.GetAsync($"/filter?{words}page=9");

        Assert.Equal(400, refused.Status);
        Assert.Equal("/page", Pointers(refused.Body));
        Assert.Equal((200, "text/plain", "100 3"), await host.GetAsync($"/filter?{words}page=3"));
    }

    [Fact]
    public async Task A_group_of_endpoints_is_judged_together_and_a_form_like_anything_else()
    {
        await using var host = await WebHost.StartAsync(static app =>
        {
            var group = app.MapGroup("/all").RequirePlatformValidation();
            group.MapPost("/form", static ([FromForm] Upload upload) => upload.Name).DisableAntiforgery();
            group.MapPost("/json", static (Upload upload) => upload.Name);
        });
        using var form = new FormUrlEncodedContent([new("Name", "abcdef")]);

        Assert.Equal("/name", Pointers((await WebHost.ReadAsync(await host.Client.PostAsync("/all/form", form, TestContext.Current.CancellationToken))).Body));
        Assert.Equal("/name", Pointers((await host.PostAsync("/all/json", """{"name":"abcdef"}""")).Body));
        Assert.Equal((200, "text/plain", "abc"), await host.PostAsync("/all/json", """{"name":"abc"}"""));
    }

    [Theory]
    [InlineData("/mvc/search?text=%20bin%20", 200, "bin")]
    [InlineData("/mvc/search?text=b", 400, "/text")]
    public async Task Actions_of_MVC_are_judged(string path, int status, string expected)
    {
        await using var host = await WebHost.StartAsync(static app => app.MapControllers(), services: static services =>
            services.AddControllers().AddApplicationPart(typeof(ArgumentTests).Assembly));

        var answer = await host.GetAsync(path);

        Assert.Equal(status, answer.Status);
        Assert.Equal(expected, status == 200 ? answer.Body : Pointers(answer.Body));
    }

    [Fact]
    public async Task A_body_of_MVC_is_judged_by_us_alone_after_it_was_sanitised()
    {
        await using var host = await WebHost.StartAsync(static app => app.MapControllers(), services: static services =>
        {
            services.AddSingleton<Areas>();
            services.AddControllers().AddApplicationPart(typeof(ArgumentTests).Assembly);
        });

        Assert.Equal((200, "text/plain", "Pothole"), await host.PostAsync("/mvc/requests", """{"title":" Pothole          ","urgency":1}"""));
        Assert.Equal("/title,/urgency", Pointers((await host.PostAsync("/mvc/requests", """{"title":" ","urgency":7}""")).Body));
    }

    [Fact]
    public async Task Arguments_of_a_hub_are_judged()
    {
        await using var provider = Services();
        await using var scope = provider.CreateAsyncScope();
        var filter = new ArgumentsHubFilter();

        var refused = await Assert.ThrowsAsync<HubException>(async () =>
            await filter.InvokeMethodAsync(Call(scope.ServiceProvider, 7, new NewPhoto("no")), static _ => new(1)));
        Assert.Equal("The call is not valid.\n/1/url: STRING_FORMAT_MISMATCH: Must have the format uri.", refused.Message);

        var seen = await filter.InvokeMethodAsync(Call(scope.ServiceProvider, 7, new NewRequest(" a ", 1, null, null)), static context =>
            new(((NewRequest)context.HubMethodArguments[1]!).Title));
        Assert.Equal("a", seen);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddPlatformValidation();
        services.AddSingleton<Areas>();
        return services.BuildServiceProvider();
    }

    private static HubInvocationContext Call(IServiceProvider services, params object?[] arguments) =>
        new(new Caller(), services, new EmptyHub(), typeof(EmptyHub).GetMethod(nameof(EmptyHub.Send))!, arguments);

    private static string Pointers(string problem) =>
        string.Join(',', System.Text.Json.JsonDocument.Parse(problem).RootElement.GetProperty("errors").EnumerateArray().Select(error =>
            error.GetProperty("pointer").GetString()));

    public sealed class EmptyHub : Hub
    {
        public void Send(int number, object value)
        {
        }
    }

    private sealed class Caller : HubCallerContext
    {
        public override string ConnectionId => "1";

        public override string? UserIdentifier => null;

        public override System.Security.Claims.ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort()
        {
        }
    }
}

[ApiController]
[Route("mvc")]
public sealed class RequestsController : ControllerBase
{
    [HttpGet("search")]
    public string? Search([FromQuery] Search search) => search.Text;

    [HttpPost("requests")]
    public string Create([FromBody] NewRequest request) => request.Title;

    [HttpPost("raw")]
    [AllowUnvalidatedBody]
    public string Raw([FromBody] Dictionary<string, string> raw) => string.Join(',', raw.Keys);

    [HttpPost("forgotten")]
    public string Forgotten([FromBody] Dictionary<string, string> raw) => string.Join(',', raw.Keys);
}
