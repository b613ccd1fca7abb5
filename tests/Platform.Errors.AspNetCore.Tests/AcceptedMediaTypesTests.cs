using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>415 says what would do (RFC 9110 §15.5.16), wherever anybody knows.</summary>
public sealed class AcceptedMediaTypesTests
{
    private const string Forms = "multipart/form-data, application/x-www-form-urlencoded";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    // routing has refused it
    [InlineData("/orders", "text/plain", "application/json")]
    [InlineData("/orders", "text/plain; charset=utf-8", "application/json")]
    [InlineData("/orders", "image/png", "application/json")]
    [InlineData("/api/orders", "text/plain", "application/json")]
    [InlineData("/both", "text/plain", "application/json, application/xml")]
    [InlineData("/things/5", "text/plain", "application/json, " + Forms)]
    [InlineData("/things/five", "text/plain", Forms)]
    [InlineData("/files/a/b/c", "text/plain", "application/pdf")]
    [InlineData("/mvc/orders/xml", "text/plain", "application/xml, text/xml")]
    [InlineData("/ORDERS", "text/plain", "application/json")]
    [InlineData("/orders/", "text/plain", "application/json")]
    [InlineData("/optional", "text/plain", "application/pdf")]
    [InlineData("/optional/5", "text/plain", "application/pdf")]
    [InlineData("/reports/a", "text/plain", "text/turtle")]
    [InlineData("/reports/a.csv", "text/plain", "text/turtle")]
    [InlineData("/", "text/plain", "application/cbor")]
    [InlineData("/regions/de-by", "text/plain", "application/json")]
    // the endpoint has
    [InlineData("/orders", "application/json; charset=klingon", "application/json; charset=utf-8")]
    [InlineData("/mvc/orders", "text/plain", "application/json, text/json, application/*+json")]
    [InlineData("/mvc/orders", "application/json; charset=klingon", "application/json; charset=utf-8, text/json, application/*+json")]
    // the code in it has
    [InlineData("/by-hand", "text/plain", "application/json")]
    [InlineData("/form-by-hand", "text/plain", "application/x-www-form-urlencoded, multipart/form-data")]
    [InlineData("/refused", "text/plain", "text/turtle")]
    // and here nobody knows
    [InlineData("/unknown", "text/plain", null)]
    [InlineData("/somewhere", "text/plain", null)]
    public async Task What_would_do_is_said_in_the_problem_and_in_the_head(string path, string sent, string? accepted)
    {
        await using var site = await StartAsync();

        var answer = await PostAsync(site, path, sent);

        Assert.Equal("UNSUPPORTED_MEDIA_TYPE", answer.Code);
        Assert.Equal(accepted, (string?)answer.Json["args"]?["accepted"]);
        Assert.Equal(accepted is null ? null : $"Accepted here: {accepted}.", (string?)answer.Json["detail"]);
        Assert.Equal(accepted, answer.Headers.GetValueOrDefault("Accept"));
        Assert.Single(site.Log.Reports);
    }

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("text/plain", "application/json")]
    public async Task Where_it_was_the_coding_the_head_says_that_none_is_needed(string sent, string? accepted)
    {
        await using var site = await StartAsync();
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(sent);
        content.Headers.ContentEncoding.Add("br");

        var answer = await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/uncoded") { Content = content }, Ending);

        Assert.Equal((415, "identity"), (answer.Status, answer.Headers["Accept-Encoding"]));
        Assert.Equal(accepted, (string?)answer.Json["args"]?["accepted"]);
        Assert.Equal(accepted, answer.Headers.GetValueOrDefault("Accept"));
    }

    /// <summary>It has the code of the catalogue, and none of its arguments.</summary>
    [Fact]
    public async Task A_problem_that_a_handler_has_written_keeps_its_status_and_its_sentence()
    {
        await using var site = await StartAsync(app => app.MapPost("/written", static () => TypedResults.Problem("Only turtles.", statusCode: 415)));

        var answer = await PostAsync(site, "/written", "text/plain");

        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE", "Only turtles."), (answer.Status, answer.Code, (string?)answer.Json["detail"]));
        Assert.Single(site.Log.Reports);
    }

    [Fact]
    public async Task What_the_client_reads_is_the_same_error()
    {
        await using var site = await StartAsync();
        using var content = new StringContent("x");

        using var response = await site.Client.PostAsync(new Uri("/orders", UriKind.Relative), content, Ending);

        Assert.Equal(
            CommonErrors.UnsupportedMediaType("application/json"),
            await response.ReadErrorAsync(site.Services.GetRequiredService<ProblemReader>(), Ending));
    }

    [Fact]
    public async Task What_somebody_has_said_in_the_head_stays()
    {
        await using var site = await StartAsync();

        Assert.Equal("text/csv", (await PostAsync(site, "/own-head", "text/plain")).Headers["Accept"]);
    }

    [Fact]
    public async Task An_error_of_the_applications_own_has_the_field_too()
    {
        await using var site = await StartAsync();

        var answer = await PostAsync(site, "/own-error", "application/json");

        Assert.Equal(("NO_TEAPOT", "application/json"), (answer.Code, answer.Headers["Accept"]));
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("é")]
    [InlineData("a\0")]
    public async Task What_no_field_can_hold_is_not_put_into_one(string hostile)
    {
        await using var site = await StartAsync(app => app.MapPost("/hostile", Error () => CommonErrors.UnsupportedMediaType(hostile)).WithPlatformErrors());

        var answer = await PostAsync(site, "/hostile", "text/plain");

        Assert.Equal((415, hostile), (answer.Status, (string?)answer.Json["args"]!["accepted"]));
        Assert.False(answer.Headers.ContainsKey("Accept"));
        Assert.False(answer.Headers.ContainsKey("X-Evil"));
    }

    /// <summary>Routing refuses before authentication and limits: a regular expression that is compiled for each refusal would be anybody's to order.</summary>
    [Fact]
    public async Task A_constraint_is_made_once_however_often_a_request_is_refused()
    {
        await using var site = await StartAsync();
        Assert.Equal("application/json", (await PostAsync(site, "/counted/5", "text/plain")).Headers["Accept"]);
        var made = CountedConstraint.Made;

        for (var time = 0; time < 5; time++)
            Assert.Equal("application/json", (await PostAsync(site, "/counted/5", "text/plain")).Headers["Accept"]);

        Assert.Equal(made, CountedConstraint.Made);
    }

    [Fact]
    public async Task A_constraint_that_fails_is_reported_and_leaves_the_answer_what_it_is()
    {
        await using var site = await StartAsync();

        var answer = await PostAsync(site, "/failing/5", "text/plain");

        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), (answer.Status, answer.Code));
        Assert.False(answer.Headers.ContainsKey("Accept"));
        Assert.Equal(["INTERNAL", "UNSUPPORTED_MEDIA_TYPE"], site.Log.Reports.Select(static report => report.Event.Name).Order(StringComparer.Ordinal));
        Assert.Empty(site.Log.OtherComplaints);
    }

    [Fact]
    public async Task What_else_the_error_says_stays_when_it_is_completed()
    {
        await using var site = await StartAsync(app => app.MapPost("/more", static () =>
            CommonErrors.UnsupportedMediaType().WithRetryAfter(TimeSpan.FromSeconds(3)).WithErrors(CommonErrors.Gone().WithPointer("/b")))
            .Accepts<Order>("application/json").WithPlatformErrors());

        var answer = await PostAsync(site, "/more", "application/json");

        Assert.Equal(("application/json", "3"), (answer.Headers["Accept"], answer.Headers["Retry-After"]));
        Assert.Equal(["/b"], answer.Json["errors"]!.AsArray().Select(static error => (string?)error!["pointer"]));
    }

    private static async Task<Answer> PostAsync(WebSite site, string path, string sent)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(sent);
        return await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, Ending);
    }

    private static Task<WebSite> StartAsync(Action<WebApplication>? more = null) => WebSite.StartAsync(
        services: static builder =>
        {
            builder.Services.AddPlatformErrors().AddAspNetCore().AddMvc();
            builder.Services.AddControllers().AddXmlSerializerFormatters();
            builder.Services.AddRouting(static routing =>
            {
                routing.ConstraintMap["counted"] = typeof(CountedConstraint);
                routing.ConstraintMap["failing"] = typeof(FailingConstraint);
            });
        },
        pipeline: app =>
        {
            app.UsePlatformErrors();
            app.MapControllers();
            app.MapPost("/orders", static (Order order) => order.Name);
            app.MapGet("/orders", static () => "all").Accepts<Order>("text/csv");
            app.MapGroup("/api").MapPost("/orders", static (Order order) => order.Name);
            app.MapPost("/both", static () => 1).Accepts<Order>("application/json");
            app.MapPost("/both", static () => 2).Accepts<Order>("application/xml");
            app.MapPost("/things/{id:int}", static (int id, Order order) => id);
            app.MapPost("/things/{name}", static (string name, [FromForm] string a) => name + a).DisableAntiforgery();
            app.MapPost("/optional/{id?}", static (string? id) => id).Accepts<Order>("application/pdf");
            app.MapPost("/reports/{name}.{ext?}", static (string name) => name).Accepts<Order>("text/turtle");
            app.MapPost("/regions/{country}-{state}", static (string country, Order order) => country);
            app.MapPost("/regions/{region:int}", static (int region) => region).Accepts<Order>("application/pdf");
            app.MapPost("/", static () => 0).Accepts<Order>("application/cbor");
            app.MapPost("/files/{**path}", static (string path) => path).Accepts<Order>("application/pdf");
            app.MapPost("/somewhere", static () => 3).Accepts<Order>("application/json").RequireHost("else.example");
            app.MapPost("/somewhere", static () => TypedResults.StatusCode(415));
            app.MapPost("/by-hand", static async (HttpRequest request) => (await request.ReadFromJsonAsync<Order>(Ending))?.Name);
            app.MapPost("/form-by-hand", static async (HttpRequest request) => (await request.ReadFormAsync(Ending)).Count);
            app.MapPost("/refused", static () => CommonErrors.UnsupportedMediaType("text/turtle")).WithPlatformErrors();
            app.MapPost("/unknown", static () => TypedResults.StatusCode(415));
            app.MapPost("/own-error", static () => NoTeapot.Create()).Accepts<Order>("application/json").WithPlatformErrors();
            app.MapPost("/uncoded", static () => TypedResults.StatusCode(415)).Accepts<Order>("application/json");
            app.MapPost("/own-head", static (HttpResponse response) =>
            {
                response.Headers.Accept = "text/csv";
                return TypedResults.StatusCode(415);
            });
            app.MapPost("/counted/{id:counted}", static (string id, Order order) => id);
            app.MapPost("/failing/{id:failing}", static (string id, Order order) => id);
            more?.Invoke(app);
        },
        cancellationToken: Ending);

    private sealed class CountedConstraint : IRouteConstraint
    {
        private static int _made;

        public CountedConstraint() => Interlocked.Increment(ref _made);

        public static int Made => Volatile.Read(ref _made);

        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
        {
            // Endpoint routing hands every constraint a router.
            ArgumentNullException.ThrowIfNull(route);
            return values[routeKey] is string and not "";
        }
    }

    /// <summary>Fine for routing, which asks it before there is an endpoint.</summary>
    private sealed class FailingConstraint : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext?.GetEndpoint() is null ? true : throw new InvalidOperationException("secret");
    }

    private static readonly ErrorDescriptor NoTeapot = new("tests", "NO_TEAPOT", ErrorKind.UnsupportedMediaType, "No teapot");
}

[ApiController]
[Route("mvc/orders")]
public sealed class AcceptingController : ControllerBase
{
    [HttpPost]
    public string Post(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Name;
    }

    [HttpPost("xml")]
    [Consumes("application/xml", "text/xml")]
    public string PostXml(Order order) => Post(order);
}
