using System.Globalization;
using System.Net;
using System.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Validation;
using Platform.Validation.AspNetCore;

namespace Platform.Hosting.Tests;

public sealed class JoinedAnswerTests
{
    private const string Wrong = """{"sku":"  ","quantity":9,"colour":"blue","area":"south","note":"much too long"}""";

    private static readonly ErrorDescriptor AreaNotServed = new("desk", "AREA_NOT_SERVED", ErrorKind.Conflict, "Not served") { Detail = "Nobody drives there." };

    private static readonly ErrorCatalog Catalog = new("desk", AreaNotServed,
        new ErrorDescriptor("desk", "NUMBER_TOO_LARGE", ErrorKind.InvalidArgument, "Too much")
        {
            Detail = "{maximum} is all there is.",
            Parameters = [new ErrorParameter("maximum", ErrorArgumentType.Int64)],
        },
        new ErrorDescriptor("desk", "STRING_TOO_SHORT", ErrorKind.InvalidArgument, "Never used")
        {
            Detail = "{something}",
            Parameters = [new ErrorParameter("something", ErrorArgumentType.String)],
        })
    {
        Resources = new OneText("AREA_NOT_SERVED.detail", "Dorthin fährt niemand."),
    };

    /// <summary>What is sent, as which media type.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { Wrong, "application/json" },
        { """{"sku":"😀 'a' + <b> & \"ä\" \u0000 too long","quantity":1}""", "application/json" },
        { "{}", "text/plain" },
        { "{}", "application/json; charset=utf-16" },
        { "{}", "text/plain; charset=utf-16" },
        { $$"""{"sku":"{{2_000_000}}","quantity":1,"x":"{{"".PadLeft(300, 'x')}}"}""", "application/json" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_refusal_has_one_shape_with_and_without_errors(string body, string type)
    {
        await using var alone = await Site.StartAsync(static builder => builder.Services.AddPlatformValidation().AddAspNetCore(static web => web.MaxBodyBytes = 300));
        await using var joined = await Site.StartAsync(
            static builder => builder.Services.AddPlatform(static platform => platform.Validation.AddAspNetCore(static web => web.MaxBodyBytes = 300)),
            static app => app.UsePlatformErrors());

        var (one, other) = (await alone.PostAsync(body, type: type), await joined.PostAsync(body, type: type));

        Assert.Equal((one.Status, "application/problem+json", "no-store"), (other.Status, other.MediaType, other.CacheControl));
        Assert.Equal((one.MediaType, one.CacheControl), (other.MediaType, other.CacheControl));
        Assert.Equal(one.Problem, other.Problem);
        Assert.InRange((int)one.Status, 400, 415);
    }

    [Fact]
    public async Task A_body_that_is_refused_says_what_would_not_be()
    {
        await using var site = await JoinedAsync(static platform => platform.Validation.AddAspNetCore(static web => web.MaxBodyBytes = 100));

        Assert.Contains("\"detail\":\"A body may have 100 bytes at most.\"", (await site.PostAsync(new string(' ', 101))).Problem, StringComparison.Ordinal);
        Assert.Contains("\"args\":{\"accepted\":\"application/json\"}", (await site.PostAsync("{}", type: "text/plain")).Problem, StringComparison.Ordinal);
        Assert.Contains("\"args\":{\"accepted\":\"application/json; charset=utf-8\"}",
            (await site.PostAsync("{}", type: "application/json; charset=utf-16")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_error_says_code_place_text_and_facts()
    {
        await using var site = await JoinedAsync();

        Assert.Equal(
            """{"type":"urn:error:common:validation-failed","title":"The request is not valid","status":400,"code":"VALIDATION_FAILED","errors":["""
            + """{"code":"STRING_TOO_SHORT","pointer":"/sku","detail":"Must have at least 1 characters, and has 0.","args":{"minimum":1,"actual":0}},"""
            + """{"code":"NUMBER_TOO_LARGE","pointer":"/quantity","detail":"Must be at most 5.","args":{"maximum":5}},"""
            + """{"code":"COLOUR_UNKNOWN","pointer":"/colour","detail":"No <such> colour: größer."},"""
            + """{"code":"AREA_NOT_SERVED","pointer":"/area","detail":"AREA_NOT_SERVED"}]}""",
            (await site.PostAsync(Wrong)).Problem);
    }

    [Fact]
    public async Task What_is_in_a_catalogue_has_its_text_and_its_translation()
    {
        await using var site = await JoinedAsync(static platform =>
        {
            platform.Services.AddPlatformErrors(static errors => errors.Cultures.Add("de"));
            platform.Errors.AddCatalog(Catalog);
            platform.Validation.AddMessages(new OneText("STRING_TOO_SHORT", "Zu kurz."));
        });

        var (english, german) = (await site.PostAsync(Wrong), await site.PostAsync(Wrong, language: "de-AT"));

        Assert.Equal(["Must have at least 1 characters, and has 0.", "5 is all there is.", "No <such> colour: größer.", "Nobody drives there."],
            english.Errors.Select(error => error.GetProperty("detail").GetString()));
        Assert.Equal(["Zu kurz.", "5 is all there is.", "No <such> colour: größer.", "Dorthin fährt niemand."],
            german.Errors.Select(error => error.GetProperty("detail").GetString()));
        Assert.Equal("""{"minimum":1,"actual":0}""", german.Errors[0].GetProperty("args").GetRawText());
        Assert.StartsWith("de", german.Language, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_failure_that_is_in_a_catalogue_is_that_error_as_if_a_handler_had_returned_it()
    {
        await using var site = await JoinedAsync(static platform => platform.Errors.AddCatalog(Catalog));

        var answer = await site.PostAsync("""{"sku":"a","quantity":1,"area":"south"}""");

        Assert.Equal(
            """{"type":"urn:error:desk:area-not-served","title":"Not served","status":409,"detail":"Nobody drives there.","code":"AREA_NOT_SERVED","pointer":"/area",""" + "\"errors\"" + """:[{"code":"AREA_NOT_SERVED","pointer":"/area","detail":"Nobody drives there."}]}""",
            answer.Problem);
    }

    [Theory]
    [InlineData(true, "desk")]
    [InlineData(false, "validation")]
    public void A_failure_that_states_no_facts_is_its_entry_and_one_that_states_others_is_not(bool isBare, string domain)
    {
        var errors = new ValidationErrors(new ErrorCatalogs(Catalog), ValidationMessages.Default);
        var failure = new ValidationFailure("STRING_TOO_SHORT", "/sku", "textLength", isBare ? default : new(new("minimum", 1), new("actual", 0)));

        Assert.Equal(domain, Assert.Single(errors.Of(ValidationResult.Of(failure))).Descriptor.Domain);
    }

    [Fact]
    public async Task Without_languages_of_errors_the_text_is_in_that_of_the_request()
    {
        await using var site = await Site.StartAsync(
            static builder => builder.Services.AddPlatform().Validation.AddMessages(new OneText("STRING_TOO_SHORT", "Zu kurz.")),
            static app =>
            {
                app.UsePlatformErrors();
                app.Use(static (context, next) =>
                {
                    CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
                    return next(context);
                });
            });

        Assert.Equal("Zu kurz.", (await site.PostAsync(Wrong)).Errors[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Status_and_type_of_validation_are_kept()
    {
        await using var site = await JoinedAsync(static platform =>
            platform.Validation.AddAspNetCore(static web => (web.StatusCode, web.ProblemType) = (422, "https://errors.example/invalid")));

        var answer = await site.PostAsync(Wrong);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.StartsWith("""{"type":"https://errors.example/invalid","title":"The request is not valid","status":422,"code":"VALIDATION_FAILED","errors":[""",
            answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_was_cut_says_so_in_both()
    {
        await using var alone = await Site.StartAsync(static builder => builder.Services.AddPlatformValidation(static options => options.MaxFailures = 2).AddAspNetCore());
        await using var joined = await JoinedAsync(static platform => platform.Services.AddPlatformValidation(static options => options.MaxFailures = 2));

        var (one, other) = (await alone.PostAsync(Wrong), await joined.PostAsync(Wrong));

        Assert.Contains("""
            "args":{"isTruncated":true}
            """, one.Problem, StringComparison.Ordinal);
        Assert.Equal(one.Problem, other.Problem);
        Assert.Equal(2, one.Errors.Length);
    }

    [Fact]
    public async Task A_part_of_the_site_answers_in_its_own_format()
    {
        await using var site = await JoinedAsync(static platform => platform.Errors.AddAspNetCore(static web => web.AddFormat("/open", new Lines())));

        Assert.Equal("STRING_TOO_SHORT /sku\nNUMBER_TOO_LARGE /quantity\nCOLOUR_UNKNOWN /colour\nAREA_NOT_SERVED /area", (await site.PostAsync(Wrong, "/open/orders")).Body);
        Assert.Equal("UNSUPPORTED_MEDIA_TYPE ", (await site.PostAsync(Wrong, "/open/orders", "text/plain")).Body);
    }

    [Fact]
    public async Task Arguments_from_the_query_are_refused_in_the_same_shape()
    {
        await using var alone = await Site.StartAsync(static builder => builder.Services.AddPlatformValidation().AddAspNetCore());
        await using var joined = await JoinedAsync();

        var one = await alone.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/orders?page=0"));
        var other = await joined.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/orders?page=0"));

        Assert.Equal(HttpStatusCode.BadRequest, one.Status);
        Assert.Equal(one.Problem, other.Problem);
    }

    [Fact]
    public async Task A_valid_body_reaches_the_handler_with_its_warnings()
    {
        await using var site = await JoinedAsync();

        Assert.Equal("kettle 1", (await site.PostAsync("""{"sku":" kettle ","quantity":1,"note":"much too long"}""")).Body);
        Assert.Equal("kettle 0", (await site.PostAsync("""{"sku":"kettle","quantity":1}""")).Body);
    }

    [Fact]
    public async Task Options_come_from_a_section()
    {
        await using var site = await Site.StartAsync(
            static builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Platform:Validation:MaxFailures", "1"), new("Platform:ValidationAspNetCore:StatusCode", "422"),
                    new("Platform:Errors:MaximumErrors", "7"), new("Platform:ErrorsAspNetCore:AnswerEmptyStatusCodes", "false")]);
                builder.Services.AddPlatform(builder.Configuration.GetSection("Platform"));
            },
            static app => app.UsePlatformErrors());

        var answer = await site.PostAsync(Wrong);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Single(answer.Errors);
        Assert.Equal(7, site.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<PlatformErrorsOptions>>().Value.MaximumErrors);
        Assert.False(site.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<PlatformErrorsAspNetCoreOptions>>().Value.AnswerEmptyStatusCodes);
    }

    [Theory]
    [InlineData("Platform:Validtion:MaxFailures", "'Platform:Validtion' is nothing that AddPlatform reads; it reads Errors, ErrorsAspNetCore, Validation, ValidationAspNetCore, RateLimiting, RateLimitingAspNetCore, Audit, AuditAspNetCore, Encryption, Webhooks, Plugins. Is it Validation?")]
    [InlineData("Platform:Whatever", "'Platform:Whatever' is nothing that AddPlatform reads; it reads Errors, ErrorsAspNetCore, Validation, ValidationAspNetCore, RateLimiting, RateLimitingAspNetCore, Audit, AuditAspNetCore, Encryption, Webhooks, Plugins.")]
    public void A_part_of_a_section_that_nothing_reads_is_refused(string key, string message)
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection([new(key, "1")]).Build().GetSection("Platform");

        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddPlatform(section)).Message);
    }

    [Fact]
    public async Task Added_twice_or_beside_the_packages_it_answers_once_and_the_same()
    {
        await using var site = await Site.StartAsync(
            static builder =>
            {
                builder.Services.AddPlatformValidation().AddAspNetCore();
                builder.Services.AddPlatform();
                builder.Services.AddPlatform();
                builder.Services.AddPlatformErrors().AddAspNetCore();
            },
            static app => app.UsePlatformErrors());

        Assert.Single(site.Services.GetServices<IValidationFailureWriter>());
        Assert.Equal(4, (await site.PostAsync(Wrong)).Errors.Length);
    }

    [Fact]
    public async Task A_pointer_that_is_none_does_not_cost_the_answer()
    {
        await using var site = await Site.StartAsync(
            static builder => builder.Services.AddPlatform(),
            static app =>
            {
                app.UsePlatformErrors();
                app.MapPost("/odd", static async (HttpContext context, IValidationFailureWriter writer) =>
                    await writer.WriteAsync(context, await OddAsync(), context.RequestAborted));
            });

        var answer = await site.PostAsync("{}", "/odd");

        Assert.Equal(["ODD", "ODD", "EVEN"], answer.Errors.Select(error => error.GetProperty("code").GetString()));
        Assert.Equal([false, false, true], answer.Errors.Select(error => error.TryGetProperty("pointer", out _)));
    }

    private static ValueTask<ValidationResult> OddAsync() => new(ValidationResult.Of(
        new ValidationFailure("ODD", "no pointer", ""), new ValidationFailure("ODD", "/a~2", ""), new ValidationFailure("EVEN", "/a~1b", "")));

    private static Task<Site> JoinedAsync(Action<PlatformBuilder>? configure = null) =>
        Site.StartAsync(builder => builder.Services.AddPlatform(configure ?? (static _ => { })), static app => app.UsePlatformErrors());

    private sealed class Lines : IErrorFormat
    {
        public async ValueTask WriteAsync(HttpContext httpContext, Error error)
        {
            httpContext.Response.ContentType = "text/plain";
            var errors = error.Errors is { Count: > 0 } several ? several : [error];
            await httpContext.Response.WriteAsync(string.Join('\n', errors.Select(each => $"{each.Code} {each.Pointer}")), httpContext.RequestAborted);
        }
    }

    /// <summary>One text in German.</summary>
    private sealed class OneText(string key, string text) : ResourceManager
    {
        public override string? GetString(string name, CultureInfo? culture) => name == key && culture?.TwoLetterISOLanguageName == "de" ? text : null;
    }
}
