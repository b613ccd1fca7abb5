using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore;
using Platform.Validation;
using Platform.Validation.AspNetCore;
using Platform.Validation.Schema;

namespace Platform.Hosting.Tests;

/// <summary>What cannot be read is no fault of a value: Platform.Errors words it, whether anybody validates or not.</summary>
public sealed class UnreadableBodyTests
{
    private static readonly string[] Validating = ["/orders", "/required/orders", "/mvc/orders"];

    /// <summary>What is sent, and with which code it is refused.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "", "BODY_MISSING" },
        { "null", "BODY_MISSING" },
        { "  ", "MALFORMED_JSON" },
        { "{", "MALFORMED_JSON" },
        { "{\n  \"sku\": oops}", "MALFORMED_JSON" },
        { """{"sku":"a",}""", "MALFORMED_JSON" },
        { """{"sku":"a","quantity":1} x""", "MALFORMED_JSON" },
        { """/* */{"sku":"a"}""", "MALFORMED_JSON" },
        { "[]", "UNEXPECTED_JSON" },
        { "\"a\"", "UNEXPECTED_JSON" },
        { """{"sku":"a","quantity":"one"}""", "UNEXPECTED_JSON" },
        { """{"sku":["a"],"quantity":1}""", "UNEXPECTED_JSON" },
        { """{"sku":"a","quantity":1,"more":2}""", "MEMBER_UNKNOWN" },
        { """{"sku":"a","sku":"b","quantity":1}""", "MEMBER_DUPLICATE" },
        { """{"sku":"a","sk\u0075":"b","quantity":1}""", "MEMBER_DUPLICATE" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_body_that_cannot_be_read_is_answered_as_where_nobody_validates(string body, string code)
    {
        await using var site = await JoinedAsync();
        var alone = await site.PostAsync(body, "/plain/orders");

        Assert.Equal(HttpStatusCode.BadRequest, alone.Status);
        Assert.Contains($"\"code\":\"{code}\"", alone.Problem, StringComparison.Ordinal);
        foreach (var path in Validating)
        {
            var validated = await site.PostAsync(body, path);

            Assert.Equal((path, alone.Problem), (path, validated.Problem));
        }
        // MVC reads by the same serializer, and says of a document that is of another type less than it could.
        if (code != "UNEXPECTED_JSON")
            Assert.Contains($"\"code\":\"{code}\"", (await site.PostAsync(body, "/mvc/plain")).Problem, StringComparison.Ordinal);
    }

    /// <summary>The pointer is cut between the two characters of an escape, and is no pointer any more.</summary>
    [Theory]
    [InlineData(509)]
    [InlineData(510)]
    [InlineData(511)]
    [InlineData(512)]
    public async Task What_lies_at_a_place_with_a_very_long_name_is_the_callers_fault_too(int length)
    {
        await using var site = await JoinedAsync();
        var name = $"{new string('a', length)}~";

        foreach (var path in Validating)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await site.PostAsync($$$"""{"{{{name}}}":{"a":1,"a":2}}""", path)).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await site.PostAsync($$$"""{"{{{name}}}":"\ud800"}""", path)).Status);
        }
    }

    /// <summary>The serializer stops at whichever comes first; the bytes are judged whole before that.</summary>
    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"sku\":1,\"more\":[", "]")]
    public async Task In_a_body_with_both_faults_what_is_wrong_with_the_text_is_told_first(string open, string close)
    {
        await using var site = await JoinedAsync();
        var body = string.Concat(Enumerable.Repeat(open, 90)) + string.Concat(Enumerable.Repeat(close, 90));

        Assert.Contains("UNEXPECTED_JSON", (await site.PostAsync(body, "/plain/orders")).Problem, StringComparison.Ordinal);
        foreach (var path in Validating)
            Assert.Contains($"\"code\":\"JSON_TOO_DEEP\",\"args\":{{\"limit\":{(path.StartsWith("/mvc", StringComparison.Ordinal) ? 32 : 64)}}}", (await site.PostAsync(body, path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_malformed_at_their_place()
    {
        await using var site = await JoinedAsync();
        foreach (var path in Validating)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([.. "{\n\"sku\":\""u8, 0xFF, .. "\"}"u8]) };
            message.Content.Headers.ContentType = new("application/json");

            Assert.Contains("""
                "code":"MALFORMED_JSON","args":{"line":2,"column":8}
                """, (await site.SendAsync(message)).Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_name_that_is_longer_than_anybody_reads_is_not_repeated()
    {
        await using var site = await JoinedAsync();
        var name = new string('q', 5_000);
        foreach (var path in Validating)
        {
            var answer = await site.PostAsync($$"""{"{{name}}":1,"{{name}}":2}""", path);

            Assert.Contains("MEMBER_DUPLICATE", answer.Problem, StringComparison.Ordinal);
            Assert.InRange(answer.Body.Length, 1, 500);
        }
    }

    [Fact]
    public async Task What_a_schema_asks_stays_a_failure_of_validation_and_half_a_character_is_no_text()
    {
        await using var site = await JoinedAsync(static validation => validation.AddBodySchema<NewOrder>(JsonSchema.Compile(
            """{"type":"object","properties":{"quantity":{"type":"integer"}}}""")));
        foreach (var path in Validating)
        {
            Assert.Contains("UNEXPECTED_JSON", (await site.PostAsync("""{"sku":"\ud800","quantity":1}""", path)).Problem, StringComparison.Ordinal);
            Assert.Contains("TYPE_MISMATCH", (await site.PostAsync("""{"sku":"a","quantity":"one"}""", path)).Problem, StringComparison.Ordinal);
            Assert.Contains("UNEXPECTED_JSON", (await site.PostAsync("""{"sku":["a"],"quantity":1}""", path)).Problem, StringComparison.Ordinal);
            Assert.Contains("MALFORMED_JSON", (await site.PostAsync("{", path)).Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_the_serializer_is_more_lenient_the_place_is_that_of_the_judgement()
    {
        await using var site = await JoinedAsync(services: static services => services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.AllowTrailingCommas = true));

        Assert.Contains("""
            "code":"MALFORMED_JSON","args":{"line":2,"column":2}
            """, (await site.PostAsync("{\"sku\":\"a\",\n }")).Problem, StringComparison.Ordinal);
    }

    private static Task<Site> JoinedAsync(Action<PlatformValidationBuilder>? validation = null, Action<IServiceCollection>? services = null) => Site.StartAsync(
        builder =>
        {
            builder.Services.AddPlatform(platform =>
            {
                platform.Errors.AddMvc();
                validation?.Invoke(platform.Validation);
            });
            builder.Services.ConfigureHttpJsonOptions(static json => Strict(json.SerializerOptions));
            builder.Services.AddControllers().AddApplicationPart(typeof(UnreadableBodyTests).Assembly)
                .AddJsonOptions(static json => Strict(json.JsonSerializerOptions));
            services?.Invoke(builder.Services);
        },
        static app =>
        {
            app.UsePlatformErrors();
            app.MapControllers();
            app.MapPost("/plain/orders", static (NewOrder order) => order.Sku);
            app.MapPost("/required/orders", static (NewOrder order) => order.Sku).RequirePlatformValidation();
        });

    private static void Strict(System.Text.Json.JsonSerializerOptions options)
    {
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
    }
}

/// <summary>An order that nobody judges.</summary>
public sealed record PlainOrder(string Sku, int Quantity);

[ApiController]
[Route("mvc")]
public sealed class OrdersController : ControllerBase
{
    [HttpPost("orders")]
    public string Create(NewOrder order) => order.Sku;

    [HttpPost("plain")]
    public string Plain(PlainOrder order) => order.Sku;
}
