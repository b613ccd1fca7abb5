using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>Requests that a handler reads by itself, or that name a type: a caller's fault stays one, and a fault of the application too.</summary>
public sealed class RequestReadingTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Parts = "multipart/form-data; boundary=b";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/json", Json, "", "MALFORMED_JSON")]
    [InlineData("/json", Json, "{", "MALFORMED_JSON")]
    [InlineData("/json", Json, "{\"size\":1}x", "MALFORMED_JSON")]
    [InlineData("/json", Json, "[]", "UNEXPECTED_JSON")]
    [InlineData("/json", Json, "{\"shape\":{\"size\":1}}", "UNEXPECTED_JSON")]
    [InlineData("/json", "text/plain", "{}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("/json", "application/json; charset=utf-7", "{}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("/json", "application/json; charset=klingon", "{}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("/form", Json, "{}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("/form", Parts, "garbage", "MALFORMED_BODY")]
    [InlineData("/form", "multipart/form-data", "x", "MALFORMED_BODY")]
    [InlineData("/bound", Json, "{\"shape\":{\"size\":1}}", "UNEXPECTED_JSON")]
    [InlineData("/bound", "application/json; charset=utf-7", "{}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("/mvc/shapes/bound", Json, "{\"shape\":{\"size\":1}}", "UNEXPECTED_JSON")]
    [InlineData("/mvc/shapes/bound", "application/json; charset=utf-7", "{}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("/mvc/shapes/form", Parts, "garbage", "MALFORMED_BODY")]
    [InlineData("/mvc/shapes/form", "multipart/form-data", "x", "MALFORMED_BODY")]
    [InlineData("/mvc/shapes/form", Form, "TOO LARGE", "CONTENT_TOO_LARGE")]
    public async Task What_the_caller_sent_wrongly_is_the_callers_fault(string path, string contentType, string body, string code)
    {
        await using var site = await StartAsync();

        var answer = await PostAsync(site, path, contentType, body switch
        {
            "TOO LARGE" => "a=" + new string('x', 200_000),
            _ => body,
        });

        Assert.Equal(code, answer.Code);
        Assert.Equal(body.Contains("shape", StringComparison.Ordinal) ? "/shape" : answer.Json["pointer"]?.ToString(), answer.Json["pointer"]?.ToString());
        Assert.Equal(code != "CONTENT_TOO_LARGE" ? null : 100_000, (int?)answer.Json["args"]?["limit"]);
        Assert.DoesNotContain("Failed to", answer.Body, StringComparison.Ordinal);
        Assert.Equal(code, Assert.Single(site.Log.Reports).Event.Name);
    }

    /// <summary>A body of two such parts would be fine: it is not the size of the body that was passed.</summary>
    [Theory]
    [InlineData("/form")]
    [InlineData("/file")]
    [InlineData("/mvc/shapes/form")]
    public async Task A_part_of_a_form_that_is_too_large_is_called_that(string path)
    {
        await using var site = await StartAsync();

        var answer = await PostAsync(site, path, Parts, Part("file", "", new string('x', 60_000)));

        Assert.Equal((413, "PART_TOO_LARGE", 50_000), (answer.Status, answer.Code, (int?)answer.Json["args"]?["limit"]));
        Assert.Equal("A part of a form may have 50000 bytes at most.", (string?)answer.Json["detail"]);
        Assert.Equal("PART_TOO_LARGE", Assert.Single(site.Log.Reports).Event.Name);
    }

    [Theory]
    [InlineData("MANY KEYS", Form, "number of values", 1024)]
    [InlineData("A LONG KEY", Form, "length of a key", 2048)]
    [InlineData("A LONG VALUE", Form, "length of a value", 3000)]
    [InlineData("MANY PARTS", Parts, "number of values", 1024)]
    [InlineData("MANY HEADERS", Parts, "number of header fields of a part", 16)]
    // How much is left of the limit, and not what it is, stands in the sentence of the framework.
    [InlineData("LONG HEADERS", Parts, "length of the header fields of a part", null)]
    [InlineData("A LONG BOUNDARY", "multipart/form-data; boundary=", "length of the boundary", 128)]
    public async Task Every_limit_of_forms_is_413_and_says_which_it_was(string sent, string contentType, string limited, int? limit)
    {
        await using var site = await StartAsync();
        foreach (var path in (string[])["/form", "/fields", "/mvc/shapes/form"])
        {
            site.Log.Clear();
            var answer = await PostAsync(site, path, sent == "A LONG BOUNDARY" ? contentType + new string('b', 200) : contentType, sent switch
            {
                "MANY KEYS" => string.Join('&', Enumerable.Range(0, 2000).Select(static key => $"k{key}=1")),
                "A LONG KEY" => new string('k', 3_000) + "=1",
                "A LONG VALUE" => "a=" + new string('x', 4_000),
                "MANY PARTS" => string.Concat(Enumerable.Range(0, 1100).Select(static key => $"--b\r\nContent-Disposition: form-data; name=k{key}\r\n\r\n1\r\n")) + "--b--\r\n",
                "MANY HEADERS" => Part("a", string.Concat(Enumerable.Range(0, 20).Select(static key => $"X-{key}: 1\r\n")), "1"),
                "LONG HEADERS" => Part("a", string.Concat(Enumerable.Range(0, 10).Select(static key => $"X-{key}: {new string('x', 3_000)}\r\n")), "1"),
                _ => "x",
            });

            Assert.Equal((413, "FORM_TOO_LARGE"), (answer.Status, answer.Code));
            Assert.Equal((limited, limit), ((string?)answer.Json["args"]?["limited"], (int?)answer.Json["args"]?["limit"]));
            Assert.Equal($"Larger than is allowed here: the {limited}.", (string?)answer.Json["detail"]);
            Assert.Equal("FORM_TOO_LARGE", Assert.Single(site.Log.Reports).Event.Name);
        }
    }

    private static string Part(string name, string headers, string value) =>
        $"--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n{headers}\r\n{value}\r\n--b--\r\n";

    [Theory]
    [InlineData("/own-json")]
    [InlineData("/own-unsupported")]
    [InlineData("/own-io")]
    [InlineData("/own-invalid")]
    public async Task What_the_application_reads_wrongly_elsewhere_is_its_own_fault(string path)
    {
        await using var site = await StartAsync();

        Assert.Equal("INTERNAL", (await PostAsync(site, path, "text/plain", "x")).Code);
    }

    [Fact]
    public async Task A_handler_of_get_that_reads_a_body_is_the_applications_fault()
    {
        await using var site = await StartAsync();

        Assert.Equal("INTERNAL", (await site.GetAsync("/get-form", Ending)).Code);
    }

    private static async Task<Answer> PostAsync(WebSite site, string path, string contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = true;
        return await site.SendAsync(request, Ending);
    }

    private static Task<WebSite> StartAsync() => WebSite.StartAsync(
        services: static builder =>
        {
            builder.Services.AddPlatformErrors().AddAspNetCore().AddMvc();
            builder.Services.AddControllers();
            builder.Services.Configure<FormOptions>(static forms => (forms.MultipartBodyLengthLimit, forms.ValueLengthLimit) = (50_000, 3_000));
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = 100_000);
        },
        pipeline: static app =>
        {
            app.UsePlatformErrors();
            app.MapControllers();
            app.MapPost("/json", static async (HttpRequest request) => (await request.ReadFromJsonAsync<Drawing>(Ending))?.Shape is null);
            app.MapPost("/form", static async (HttpRequest request) => (await request.ReadFormAsync(Ending)).Count);
            app.MapPost("/file", static (IFormFile file) => file.Length).DisableAntiforgery();
            app.MapPost("/fields", static ([FromForm] string a) => a).DisableAntiforgery();
            app.MapPost("/bound", static (Drawing drawing) => drawing.Shape is null);
            app.MapGet("/get-form", static async (HttpRequest request) => (await request.ReadFormAsync(Ending)).Count);
            app.MapPost("/own-json", static () => System.Text.Json.JsonSerializer.Deserialize<int>("x"));
            app.MapPost("/own-unsupported", string () => throw new NotSupportedException("The JSON payload for polymorphic interface or abstract type 'X' must specify a type discriminator. Path: $.x | LineNumber: 0 | BytePositionInLine: 1."));
            app.MapPost("/own-io", string () => throw new IOException("Unexpected end of Stream"));
            app.MapPost("/own-invalid", string () => throw new InvalidOperationException("Incorrect Content-Type: text/plain"));
        },
        cancellationToken: Ending);
}

[ApiController]
[Route("mvc/shapes")]
public sealed class ShapesController : ControllerBase
{
    [HttpPost("bound")]
    public bool Bound(Drawing drawing) => drawing.Shape is null;

    [HttpPost("form")]
    public int Of([FromForm] int a) => a;
}

public sealed class Drawing
{
    public Shape? Shape { get; set; }
}

[JsonPolymorphic]
[JsonDerivedType(typeof(Square), "square")]
public abstract class Shape
{
    public int Size { get; set; }
}

public sealed class Square : Shape;
