using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Tests;

/// <summary>Parameters that stand by themselves.</summary>
public sealed class ParameterTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "page=0", "/page NUMBER_TOO_SMALL Must be at least 1." },
        { "page=101", "/page NUMBER_TOO_LARGE Must be at most 100." },
        { "page=1&share=0", "/share NUMBER_NOT_ABOVE Must be more than 0." },
        { "page=1&name=a", "/n STRING_TOO_SHORT Must have at least 2 characters, and has 1." },
        { "page=1&name=abcde", "/n STRING_TOO_LONG Must have at most 4 characters, and has 5." },
        { "page=1&mail=x", "/mail STRING_FORMAT_MISMATCH Must have the format email." },
        { "page=1&code=x", "/code STRING_PATTERN_MISMATCH Two capitals, {please}." },
        { "page=1&colour=blue", "/colour ENUM_MISMATCH Must be one of: red, green." },
        { "page=1&tags=a&tags=b&tags=c", "/tags ITEMS_TOO_MANY Must have at most 2 items, and has 3." },
        { "page=1&even=3", "/even RULE_BROKEN Not even." },
        { "page=1&day=1999-12-31", "/day VALUE_TOO_LOW Must not be before 2000-01-01T00:00:00.0000000." },
        { "page=0&colour=blue&text=b", "/page NUMBER_TOO_SMALL Must be at least 1.|/colour ENUM_MISMATCH Must be one of: red, green.|/text STRING_TOO_SHORT Must have at least 2 characters, and has 1." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_an_attribute_refuses_is_told_with_code_and_name_on_the_wire(string query, string expected)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync("/pages?" + query.Replace("name=", "n=", StringComparison.Ordinal));

        Assert.Equal(400, answer.Status);
        Assert.Equal(expected, Told(answer.Body));
    }

    [Theory]
    [InlineData("/pages?page=1")]
    [InlineData("/pages?page=100&share=0.5&n=ab&mail=a@b.example&code=AB&colour=red&tags=a&even=2&day=2000-01-01&text=bin")]
    public async Task What_the_attributes_let_in_reaches_the_handler(string path)
    {
        await using var host = await StartAsync();

        Assert.Equal(200, (await host.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("/api/pages?page=0", 400, "/page NUMBER_TOO_SMALL Must be at least 1.")]
    [InlineData("/api/pages?page=3", 200, "3")]
    [InlineData("/api/pages?page=x", 400, null)]
    [InlineData("/view/pages?page=0", 200, "0 False")]
    public async Task Actions_of_an_API_controller_are_judged_alike_and_others_see_the_state_of_the_model(string path, int status, string? expected)
    {
        await using var host = await WebHost.StartAsync(static app => app.MapControllers(), services: static services =>
            services.AddControllers().AddApplicationPart(typeof(ParameterTests).Assembly));

        var answer = await host.GetAsync(path);

        Assert.Equal(status, answer.Status);
        if (expected is not null)
            Assert.Equal(expected, status == 200 ? answer.Body : Told(answer.Body));
    }

    [Fact]
    public async Task A_rule_that_nothing_would_run_is_refused_when_the_endpoint_is_built()
    {
        await using var host = await WebHost.StartAsync(static app => app.MapGet("/odd", static ([TextLength(1, 2)] string text) => text).RequirePlatformValidation(),
            static options => options.UnvalidatedBodies = UnvalidatedBodies.Allow);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.GetAsync("/odd?text=a"));

        Assert.StartsWith("[TextLength] stands on the parameter 'text' of ", refused.Message, StringComparison.Ordinal);
    }

    private static Task<WebHost> StartAsync() => WebHost.StartAsync(static app => app.MapGet("/pages", static (
        [Range(1, 100)] int page,
        [Range(0, 1.0, MinimumIsExclusive = true)] double? share,
        [FromQuery(Name = "n"), StringLength(4, MinimumLength = 2)] string? name,
        [EmailAddress] string? mail,
        [RegularExpression("[A-Z]{2}", ErrorMessage = "Two capitals, {{please}}.")] string? code,
        [AllowedValues("red", "green")] string? colour,
        [MaxLength(2)] string[]? tags,
        [Even] int? even,
        [Range(typeof(DateTime), "2000-01-01", "2100-01-01")] DateTime? day,
        [AsParameters] TextFilter search) => $"{page} {share} {name} {mail} {code} {colour} {tags?.Length} {even} {day} {search.Text}").RequirePlatformValidation());

    private static string Told(string body)
    {
        using var problem = JsonDocument.Parse(body);
        return string.Join('|', problem.RootElement.GetProperty("errors").EnumerateArray().Select(error =>
            $"{error.GetProperty("pointer")} {error.GetProperty("code")} {error.GetProperty("detail")}"));
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class EvenAttribute : ValidationAttribute
    {
        public EvenAttribute() => ErrorMessage = "Not even.";

        public override bool IsValid(object? value) => value is int number && number % 2 == 0;
    }
}

[Validated]
public sealed partial class TextFilter
{
    [TextLength(2, 20)]
    public string? Text { get; set; }
}

[ApiController]
[Route("api/pages")]
public sealed class PagesController : ControllerBase
{
    [HttpGet]
    public int Get([Range(1, 100)] int page) => page;
}

[Route("view/pages")]
public sealed class PagesViewController : Controller
{
    [HttpGet]
    public string Get([Range(1, 100)] int page) => $"{page} {ModelState.IsValid}";
}
