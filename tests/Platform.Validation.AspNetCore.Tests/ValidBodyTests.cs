using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Schema;

namespace Platform.Validation.AspNetCore.Tests;

public sealed class ValidBodyTests
{
    private const string Good = """{"title":" Pothole ","urgency":3,"photos":[{"url":"https://a.example/1"}],"area":"north"}""";

    /// <summary>What is sent, and which codes and pointers come back.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { """{"title":"  ","urgency":9}""", "STRING_TOO_SHORT /title, NUMBER_TOO_LARGE /urgency" },
        { """{"title":"a","urgency":1,"photos":[{"url":"https://a.example/"},{"url":"no"}]}""", "STRING_FORMAT_MISMATCH /photos/1/url" },
        { """{"title":"a","urgency":1,"photos":[null]}""", "VALUE_REQUIRED /photos/0" },
        { """{"urgency":1}""", "VALUE_REQUIRED /title" },
        { """{"title":"a","urgency":1,"area":"south"}""", "AREA_NOT_SERVED /area" },
        { """{"title":"a","urgency":"many"}""", "VALUE_NOT_READABLE /urgency" },
        { """{"title":"a","urgency":1,"photos":[{"url":1}]}""", "VALUE_NOT_READABLE /photos/0/url" },
        { """[]""", "VALUE_NOT_READABLE " },
        { """null""", "VALUE_REQUIRED " },
        { "", "VALUE_REQUIRED " },
        { "{", "JSON_MALFORMED " },
        { """{"title":"a","title":"b","urgency":1}""", "JSON_DUPLICATE_PROPERTY " },
        { """{"title":"a","Title":"b","urgency":1}""", "VALUE_NOT_READABLE /Title" },
        { """{"title":"a","urgency":1,"photos":[{"url":"https://a.example/","URL":"no"}]}""", "VALUE_NOT_READABLE /photos/0/URL" },
        { """{"title":"a","urgency":1,"more":[[[[[[1]]]]]]}""", "JSON_TOO_DEEP /more/0/0/0/0" },
        { """{"title":"\ud800","urgency":1}""", "JSON_LONE_SURROGATE " },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_wrong_never_reaches_the_handler(string body, string expected)
    {
        await using var host = await StartAsync(options => options.MaxBodyDepth = 6);

        var (status, type, answer) = await host.PostAsync("/requests", body);

        Assert.Equal((400, "application/problem+json"), (status, type));
        using var problem = JsonDocument.Parse(answer);
        Assert.Equal(expected, string.Join(", ", problem.RootElement.GetProperty("errors").EnumerateArray().Select(error =>
            $"{error.GetProperty("code")} {error.GetProperty("pointer")}")));
        Assert.All(problem.RootElement.GetProperty("errors").EnumerateArray(), error => Assert.NotEmpty(error.GetProperty("detail").GetString()!));
        Assert.DoesNotContain("NewRequest", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_valid_body_arrives_sanitised()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, "text/plain", "Pothole 3 1"), await host.PostAsync("/requests", Good));
        Assert.Equal((200, "text/plain", "Pothole 3 1"), await host.PostAsync("/requests", Good, "application/json; charset=utf-8"));
    }

    [Fact]
    public async Task The_handler_is_told_what_was_cleaned()
    {
        await using var host = await WebHost.StartAsync(static app => app.MapPost("/cleaned", static (Valid<NewRequest> request) =>
            string.Join(", ", request.Changes.Select(static change => $"{change.InstancePointer} '{change.Before}' '{change.After}'"))));

        Assert.Equal((200, "text/plain", "/title ' Pothole ' 'Pothole'"), await host.PostAsync("/cleaned", """{"title":" Pothole ","urgency":3}"""));
        Assert.Equal("", (await host.PostAsync("/cleaned", """{"title":"Pothole","urgency":3}""")).Body);
    }

    [Fact]
    public async Task An_answer_has_the_form_of_the_standard()
    {
        await using var host = await StartAsync(options => (options.StatusCode, options.ProblemType) = (422, "https://errors.example/invalid"));

        var (status, _, answer) = await host.PostAsync("/requests", """{"title":"a","urgency":0}""");

        Assert.Equal(422, status);
        using var problem = JsonDocument.Parse(answer);
        Assert.Equal("https://errors.example/invalid", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal(422, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("traceId").GetString()!);
        Assert.Equal("""{"code":"NUMBER_TOO_SMALL","pointer":"/urgency","detail":"Must be at least 1.","args":{"minimum":1}}""", problem.RootElement.GetProperty("errors")[0].GetRawText());
    }

    [Fact]
    public async Task A_schema_judges_the_bytes_before_they_are_bound()
    {
        var schema = JsonSchema.Compile("""{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}""");
        await using var host = await StartAsync(validation: builder => builder.AddBodySchema<NewRequest>(schema));

        var (status, _, answer) = await host.PostAsync("/requests", """{"title":1,"urgency":3}""");

        Assert.Equal(400, status);
        Assert.Contains("TYPE_MISMATCH", answer, StringComparison.Ordinal);
        Assert.Contains("PROPERTY_NOT_ALLOWED", answer, StringComparison.Ordinal);
    }

    /// <summary>The bytes are judged by names as they are written; an object that is bound by other names was judged by nobody.</summary>
    [Theory]
    [InlineData("""{"title":"small","urgency":1,"TITLE":"big"}""")]
    [InlineData("""{"TITLE":"big","title":"small","urgency":1}""")]
    [InlineData("""{"TITLE":"big","urgency":1}""")]
    [InlineData("""{"title":"small","URGENCY":98765}""")]
    public async Task A_name_in_other_letters_does_not_get_past_a_schema(string body)
    {
        var schema = JsonSchema.Compile("""{"properties":{"title":{"const":"small"},"urgency":{"maximum":2}}}""");
        await using var host = await StartAsync(validation: builder => builder.AddBodySchema<NewRequest>(schema));

        var (_, _, answer) = await host.PostAsync("/requests", body);

        Assert.DoesNotContain("big", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("98765", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_schema_judges_names_may_be_written_in_other_letters_once()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, "text/plain", "Pothole 3 0"), await host.PostAsync("/requests", """{"Title":"Pothole","URGENCY":3}"""));
    }

    [Fact]
    public async Task A_type_that_refuses_its_own_values_is_an_answer_and_no_accident()
    {
        await using var host = await WebHost.StartAsync(static app => app.MapPost("/guarded", static (Valid<Guarded> guarded) => guarded.Value.Code));

        var (status, _, answer) = await host.PostAsync("/guarded", """{"code":"not four"}""");

        Assert.Equal(400, status);
        Assert.Contains("VALUE_NOT_READABLE", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await host.PostAsync("/guarded", """{"code":"four"}""")).Status);
    }

    [Fact]
    public async Task The_answer_is_no_larger_than_the_limits_whatever_the_body()
    {
        var schema = JsonSchema.Compile("""{"additionalProperties":{"items":{"type":"string"}}}""");
        await using var host = await StartAsync(validation: builder => builder.AddBodySchema<NewRequest>(schema));

        foreach (var body in (string[])[$$"""{"{{new string('é', 400_000)}}":[{{string.Join(',', Enumerable.Repeat("0", 100))}}]}""", "{\"title\":{\"" + new string('é', 400_000) + "\":1}}"])
        {
            var (status, _, answer) = await host.PostAsync("/requests", body);
            Assert.Equal(400, status);
            Assert.InRange(answer.Length, 100, 1_000_000);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=\"iso-8859-1\"")]
    public async Task Another_media_type_is_refused(string type)
    {
        await using var host = await StartAsync();

        var answer = await host.PostAsync("/requests", Good, type);

        Assert.Equal((415, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal("UNSUPPORTED_MEDIA_TYPE", CodeOf(answer.Body));
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("identity", 200)]
    public async Task A_body_that_is_still_packed_is_refused(string encoding, int status)
    {
        await using var host = await StartAsync();
        using var content = new StringContent(Good, System.Text.Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add(encoding);

        Assert.Equal(status, (await WebHost.ReadAsync(await host.Client.PostAsync("/requests", content, TestContext.Current.CancellationToken))).Status);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using var host = await StartAsync(options => options.MaxBodyBytes = 200);

        var answer = await host.PostAsync("/requests", $$"""{"title":"{{new string('a', 300)}}","urgency":1}""");

        Assert.Equal((413, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal("CONTENT_TOO_LARGE", CodeOf(answer.Body));
    }

    [Fact]
    public async Task The_answer_can_be_somebody_elses()
    {
        await using var host = await StartAsync(services: services => services.AddSingleton<IValidationFailureWriter, Teapot>());

        Assert.Equal((418, "text/plain", "NUMBER_TOO_SMALL"), await host.PostAsync("/requests", """{"title":"a","urgency":0}"""));
        Assert.Equal((418, "", "415"), await host.PostAsync("/requests", Good, "text/plain"));
    }

    [Fact]
    public async Task The_endpoint_describes_itself()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, "text/plain", "application/json NewRequest 400 413 415"), await host.GetAsync("/described"));
    }

    private static string? CodeOf(string body)
    {
        using var problem = JsonDocument.Parse(body);
        return problem.RootElement.GetProperty("code").GetString();
    }

    private static Task<WebHost> StartAsync(Action<PlatformValidationAspNetCoreOptions>? web = null, Action<PlatformValidationBuilder>? validation = null,
        Action<IServiceCollection>? services = null) =>
        WebHost.StartAsync(
            static app =>
            {
                app.MapPost("/requests", static (Valid<NewRequest> request) =>
                    $"{request.Value.Title} {((NewRequest)request).Urgency} {request.Value.Photos?.Count ?? 0}");
                app.MapGet("/described", static (Microsoft.AspNetCore.Routing.EndpointDataSource source) =>
                {
                    var metadata = source.Endpoints.Single(endpoint => endpoint.DisplayName!.Contains("/requests", StringComparison.Ordinal)).Metadata;
                    var accepts = metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>()!;
                    var refusals = metadata.OfType<Microsoft.AspNetCore.Mvc.ApiExplorer.IApiResponseMetadataProvider>().Select(answer => answer.StatusCode);
                    return $"{accepts.ContentTypes.Single()} {accepts.RequestType!.Name} {string.Join(' ', refusals)}";
                });
            },
            web,
            validation,
            each =>
            {
                each.AddSingleton<Areas>();
                services?.Invoke(each);
            });

    private sealed class Teapot : IValidationFailureWriter
    {
        public async ValueTask WriteAsync(HttpContext context, ValidationResult result, CancellationToken cancellationToken)
        {
            context.Response.StatusCode = 418;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(string.Join(' ', result.Failures.Select(failure => failure.Code)), cancellationToken);
        }

        public async ValueTask WriteRefusalAsync(HttpContext context, int statusCode, CancellationToken cancellationToken)
        {
            context.Response.StatusCode = 418;
            await context.Response.WriteAsync($"{statusCode}", cancellationToken);
        }
    }
}
