using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Schema;

namespace Platform.Validation.AspNetCore.Tests;

/// <summary>Bodies of endpoints that require validation and of actions of MVC: judged as bytes before they are bound, and refused in one shape.</summary>
public sealed class BytesFirstTests
{
    private const string Good = """{"title":" Pothole ","urgency":3}""";

    /// <summary>What is sent, and which codes and pointers come back, whoever binds it.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { """{"title":"  ","urgency":9}""", "STRING_TOO_SHORT /title, NUMBER_TOO_LARGE /urgency" },
        { """{"title":"a","title":"b","urgency":1}""", "JSON_DUPLICATE_PROPERTY " },
        { """{"title":"a","Title":"b","urgency":1}""", "VALUE_NOT_READABLE /Title" },
        { """{"title":"a","urgency":1,"more":[[[[[[1]]]]]]}""", "JSON_TOO_DEEP /more/0/0/0/0" },
        { """{"title":"\ud800","urgency":1}""", "JSON_LONE_SURROGATE " },
        { "{", "JSON_MALFORMED " },
        { "", "VALUE_REQUIRED " },
        { "null", "VALUE_REQUIRED " },
        { "  ", "JSON_MALFORMED " },
        { """{"title":"a","urgency":"many"}""", "VALUE_NOT_READABLE /urgency" },
        { """{"title":"a","urgency":1,"photos":[{"url":1}]}""", "VALUE_NOT_READABLE /photos/0/url" },
        { "[]", "VALUE_NOT_READABLE " },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_wrong_is_said_alike_by_every_way_of_binding(string body, string expected)
    {
        await using var host = await StartAsync(options => options.MaxBodyDepth = 6);
        await using var throwing = await StartAsync(options => options.MaxBodyDepth = 6, services: Throw);

        Assert.Equal(expected, Told((await throwing.PostAsync("/required", body)).Body));
        foreach (var path in (string[])["/valid", "/required", "/group/required", "/mvc/requests", "/view/requests"])
        {
            var (status, type, answer) = await host.PostAsync(path, body);

            Assert.True(status == 400 && type == "application/problem+json", $"{path}: {status} {type} {answer}");
            Assert.Equal($"{path} {expected}", $"{path} {Told(answer)}");
            Assert.DoesNotContain("NewRequest", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/valid")]
    [InlineData("/required")]
    [InlineData("/group/required")]
    [InlineData("/mvc/requests")]
    [InlineData("/view/requests")]
    public async Task Bodies_are_read_in_one_form_alone_and_up_to_the_limit(string path)
    {
        await using var host = await StartAsync(options => options.MaxBodyBytes = 200);

        Assert.Equal((200, "Pothole"), Short(await host.PostAsync(path, Good)));
        Assert.Equal((200, "Pothole"), Short(await host.PostAsync(path, Good, "application/json; charset=utf-8")));
        Assert.Equal((413, "CONTENT_TOO_LARGE"), Short(await host.PostAsync(path, Good + new string(' ', 200))));
        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), Short(await host.PostAsync(path, Good, "application/json; charset=utf-16")));
        using var content = new StringContent(Good, System.Text.Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");
        var packed = await WebHost.ReadAsync(await host.Client.PostAsync(path, content, TestContext.Current.CancellationToken));
        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), Short(packed));
    }

    [Theory]
    [InlineData("/valid", "text/plain")]
    [InlineData("/required", "text/plain")]
    [InlineData("/required", "")]
    [InlineData("/mvc/requests", "text/plain")]
    public async Task Another_media_type_is_refused_in_the_same_shape(string path, string type)
    {
        await using var host = await StartAsync();

        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), Short(await host.PostAsync(path, Good, type)));
    }

    [Theory]
    [InlineData("/mixed/x?page=1", "VALUE_NOT_READABLE /id")]
    [InlineData("/mixed/7", "VALUE_REQUIRED /page")]
    [InlineData("/mixed/x?page=y&day=z", "VALUE_NOT_READABLE /id, VALUE_NOT_READABLE /page, VALUE_NOT_READABLE /day")]
    [InlineData("/mixed/7?page=1&kind=none", "VALUE_NOT_READABLE /kind")]
    [InlineData("/mixed/7?page=0", "NUMBER_TOO_SMALL /page")]
    [InlineData("/search?page=x", "VALUE_NOT_READABLE /page")]
    [InlineData("/mvc/search?page=x", "VALUE_NOT_READABLE /page")]
    [InlineData("/mvc/pages/x?page=0", "VALUE_NOT_READABLE /id, NUMBER_TOO_SMALL /page")]
    public async Task What_the_framework_cannot_bind_is_told_by_name(string path, string expected)
    {
        await using var host = await StartAsync();

        var (status, type, answer) = await host.GetAsync(path);

        Assert.Equal((400, "application/problem+json"), (status, type));
        Assert.Equal(expected, Told(answer));
        await using var throwing = await StartAsync(services: Throw);
        Assert.Equal(expected, Told((await throwing.GetAsync(path)).Body));
    }

    [Theory]
    [InlineData("/mixed/7?page=1&day=2026-01-31&kind=B", 200, "7 1")]
    [InlineData("/own", 400, "")]
    [InlineData("/mvc/plain?page=x", 400, null)]
    public async Task What_is_bound_and_what_is_the_applications_own_is_left_alone(string path, int status, string? expected)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(path);

        Assert.Equal(status, answer.Status);
        if (expected is not null)
            Assert.Equal(expected, answer.Body);
    }

    [Fact]
    public async Task A_body_that_may_be_missing_may_be_missing()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, "none"), Short(await WebHost.ReadAsync(await host.Client.PostAsync("/optional", null, TestContext.Current.CancellationToken))));
        var (status, _, answer) = await WebHost.ReadAsync(await host.Client.PostAsync("/required", null, TestContext.Current.CancellationToken));
        Assert.Equal((400, "VALUE_REQUIRED "), (status, Told(answer)));
    }

    /// <summary>The bytes are judged by names as they are written; an object that is bound by other names was judged by nobody.</summary>
    [Theory]
    [InlineData("""{"title":"small","urgency":1,"TITLE":"big"}""")]
    [InlineData("""{"TITLE":"big","title":"small","urgency":1}""")]
    [InlineData("""{"TITLE":"big","urgency":1}""")]
    public async Task A_schema_judges_what_is_bound_and_nothing_else(string body)
    {
        var schema = JsonSchema.Compile("""{"properties":{"title":{"const":"small"},"urgency":{"maximum":2}}}""");
        await using var host = await StartAsync(validation: builder => builder.AddBodySchema<NewRequest>(schema));

        foreach (var path in (string[])["/valid", "/required", "/mvc/requests"])
        {
            Assert.DoesNotContain("big", (await host.PostAsync(path, body)).Body, StringComparison.Ordinal);
            Assert.Equal((200, "small"), Short(await host.PostAsync(path, """{"title":"small","urgency":1}""")));
            Assert.Equal("NUMBER_TOO_LARGE /urgency", Told((await host.PostAsync(path, """{"title":"small","urgency":3}""")).Body));
        }
    }

    [Fact]
    public async Task Somebody_else_may_give_a_shape_to_what_is_not_bound()
    {
        await using var host = await StartAsync(services: static services => services.AddSingleton<IValidationFailureWriter, Reserved>());

        Assert.Equal((400, ""), Short(await host.GetAsync("/search?page=x")));
        Assert.Equal((400, ""), Short(await host.PostAsync("/required", """{"title":"a","urgency":"many"}""")));
        Assert.Contains("$.urgency", (await host.PostAsync("/mvc/requests", """{"title":"a","urgency":"many"}""")).Body, StringComparison.Ordinal);
        Assert.Equal((418, "JSON_MALFORMED"), Short(await host.PostAsync("/required", "{")));
    }

    [Fact]
    public async Task Actions_describe_how_they_refuse_beside_what_the_framework_says_of_them()
    {
        await using var host = await StartAsync();

        Assert.Equal(
            "mvc/pages/{id} 200 400; mvc/plain 200; mvc/requests 200 400 413 415; mvc/told 200 400",
            (await host.GetAsync("/described")).Body);
    }

    private static string Told(string problem)
    {
        using var json = JsonDocument.Parse(problem);
        return string.Join(", ", json.RootElement.GetProperty("errors").EnumerateArray().Select(static error =>
            $"{error.GetProperty("code")} {error.GetProperty("pointer")}"));
    }

    private static (int Status, string Body) Short((int Status, string Type, string Body) answer)
    {
        if (answer.Type != "application/problem+json")
            return (answer.Status, answer.Body);
        using var json = JsonDocument.Parse(answer.Body);
        return (answer.Status, json.RootElement.TryGetProperty("code", out var code) ? code.GetString()! : answer.Body);
    }

    /// <summary>What the framework refuses it throws, as it does while somebody develops.</summary>
    private static void Throw(IServiceCollection services) => services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);

    private static Task<WebHost> StartAsync(Action<PlatformValidationAspNetCoreOptions>? web = null, Action<PlatformValidationBuilder>? validation = null,
        Action<IServiceCollection>? services = null) => WebHost.StartAsync(Map, web, validation, added =>
        {
            added.AddSingleton<Areas>();
            added.AddControllers().AddApplicationPart(typeof(BytesFirstTests).Assembly);
            services?.Invoke(added);
        });

    private static void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapPost("/valid", static (Valid<NewRequest> request) => request.Value.Title);
        app.MapPost("/required", static (NewRequest request) => request.Title).RequirePlatformValidation();
        app.MapPost("/optional", static (NewRequest? request) => request?.Title ?? "none").RequirePlatformValidation();
        var group = app.MapGroup("/group").RequirePlatformValidation();
        group.MapPost("/required", static (NewRequest request) => request.Title).RequirePlatformValidation();
        app.MapGet("/search", static ([AsParameters] Search search) => search.Text).RequirePlatformValidation();
        app.MapGet("/mixed/{id}", static (int id, [Range(1, 9)] int page, DateOnly? day, Kind? kind) => $"{id} {page}")
            .RequirePlatformValidation();
        app.MapGet("/own", static () => Results.BadRequest()).RequirePlatformValidation();
        app.MapGet("/described", static (IApiDescriptionGroupCollectionProvider descriptions) => string.Join("; ",
            descriptions.ApiDescriptionGroups.Items.SelectMany(static items => items.Items)
                .Where(static item => item.ActionDescriptor.DisplayName!.Contains("Bound", StringComparison.Ordinal) || item.RelativePath == "mvc/requests")
                .Select(static item => $"{item.RelativePath} {string.Join(' ', item.SupportedResponseTypes.Select(static answer => answer.StatusCode).Order())}")
                .Order(StringComparer.Ordinal)));
    }

    private enum Kind
    {
        A = 0,
        B = 1,
    }

    private sealed class Reserved : IValidationFailureWriter
    {
        public bool LeavesBindingToFramework => true;

        public async ValueTask WriteAsync(HttpContext context, ValidationResult result, CancellationToken cancellationToken)
        {
            context.Response.StatusCode = 418;
            await context.Response.WriteAsync(string.Join(' ', result.Failures.Select(static failure => failure.Code)), cancellationToken);
        }

        public ValueTask WriteRefusalAsync(HttpContext context, int statusCode, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

[ApiController]
[Route("mvc")]
public sealed class BoundController : ControllerBase
{
    [HttpGet("pages/{id}")]
    public string Pages(int id, [Range(1, 9)] int page) => $"{id} {page}";

    [HttpGet("plain")]
    public string Plain(int page) => $"{page}";

    [HttpGet("told")]
    [ProducesResponseType<string>(200)]
    [ProducesResponseType<string>(400)]
    public string Told([FromQuery] Search search) => search.Text ?? "";
}

[Route("view")]
public sealed class BoundViewController : ControllerBase
{
    [HttpPost("requests")]
    public string Create([FromBody] NewRequest request) => request.Title;
}
