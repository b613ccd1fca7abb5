using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What is said of well-formed JSON that does not fit: the same of an endpoint and of a controller.</summary>
public sealed class UnexpectedJsonTests
{
    private static readonly string[] Paths = ["/form", "/mvc-json/form"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"count":"x"}""", "/count", "Expected: integer; found: string.")]
    [InlineData("""{"count":1.5}""", "/count", "Expected: integer; found: number.")]
    [InlineData("""{"count":1e2}""", "/count", "Expected: integer; found: number.")]
    [InlineData("""{"count":null}""", "/count", "Expected: integer; found: null.")]
    [InlineData("""{"count":true}""", "/count", "Expected: integer; found: boolean.")]
    [InlineData("""{"text":7}""", "/text", "Expected: string; found: number.")]
    [InlineData("""{"TEXT":["a"]}""", "/TEXT", "Expected: string; found: array.")]
    [InlineData("""{"on":"yes"}""", "/on", "Expected: boolean; found: string.")]
    [InlineData("""{"at":"soon"}""", "/at", "Expected: string (date-time); found: string.")]
    [InlineData("""{"id":"x"}""", "/id", "Expected: string (uuid); found: string.")]
    [InlineData("""{"maybe":{}}""", "/maybe", "Expected: number; found: object.")]
    [InlineData("""{"all":{}}""", "/all", "Expected: array; found: object.")]
    [InlineData("""{"all":"a"}""", "/all", "Expected: array; found: string.")]
    [InlineData("""{"all":[1,true]}""", "/all/1", "Expected: integer; found: boolean.")]
    [InlineData("""{"by":[]}""", "/by", "Expected: object; found: array.")]
    [InlineData("""{"by":{"a/b":[]}}""", "/by/a~1b", "Expected: integer; found: array.")]
    [InlineData("""{"inner":{"inner":{"day":"x"}}}""", "/inner/inner/day", "Expected: enum; found: string.")]
    [InlineData("""{"own":"x"}""", "/own", null)]
    [InlineData("[]", "", "Expected: object; found: array.")]
    [InlineData("7", "", "Expected: object; found: number.")]
    [InlineData("\"x\"", "", "Expected: object; found: string.")]
    [InlineData("\n\n{\n  \"text\": \"ä\",\n  \"count\":\n\"x\"}", "/count", "Expected: integer; found: string.")]
    public async Task A_value_of_another_type_is_answered_with_what_was_expected_and_what_was_found(string body, string pointer, string? detail)
    {
        await using var site = await StartAsync();
        foreach (var path in Paths)
        {
            var answer = await PostAsync(site, path, body);

            Assert.Equal(("UNEXPECTED_JSON", pointer), (answer.Code, (string?)answer.Json["pointer"]));
            Assert.Equal(detail, (string?)answer.Json["detail"]);
            Assert.Equal(detail is null, answer.Json["args"]?["expected"] is null);
            IsTight(answer);
        }
    }

    [Theory]
    [InlineData("""{"count":2147483648}""", "/count", "It must be from -2147483648 to 2147483647.")]
    [InlineData("""{"count":-99999999999999999999999999999999}""", "/count", "It must be from -2147483648 to 2147483647.")]
    [InlineData("""{"all":[1,9223372036854775808]}""", "/all/1", "It must be from -9223372036854775808 to 9223372036854775807.")]
    [InlineData("""{"maybe":1e60}""", "/maybe", "It must be from -79228162514264337593543950335 to 79228162514264337593543950335.")]
    public async Task A_number_out_of_range_is_told_from_a_value_of_another_type(string body, string pointer, string detail)
    {
        await using var site = await StartAsync();
        foreach (var path in Paths)
        {
            var answer = await PostAsync(site, path, body);

            Assert.Equal(("NUMBER_OUT_OF_RANGE", pointer, detail), (answer.Code, (string?)answer.Json["pointer"], (string?)answer.Json["detail"]));
            IsTight(answer);
        }
    }

    [Theory]
    [InlineData("""{"text":"x","sku":"bolt"}""", "/quantity")]
    [InlineData("""{"TEXT":"x","s\u006bu":"bolt"}""", "/quantity")]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"inner":{"sku":"nut","text":"y"}}""", "/inner/quantity")]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"lines":[{"a/b":1},{}]}""", "/lines/1/a~1b")]
    public async Task A_member_that_is_missing_is_named(string body, string pointer)
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "/strict", "/mvc-json/strict" })
        {
            var answer = await PostAsync(site, path, body);

            Assert.Equal(("MEMBER_MISSING", pointer), (answer.Code, (string?)answer.Json["pointer"]));
            var name = pointer[(pointer.LastIndexOf('/') + 1)..].Replace("~1", "/", StringComparison.Ordinal);
            Assert.Equal($"The member {name} is missing.", (string?)answer.Json["detail"]);
            Assert.Equal(name, (string?)answer.Json["args"]?["member"]);
            IsTight(answer);
        }
    }

    [Fact]
    public async Task Several_that_are_missing_are_named_at_once()
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "/strict", "/mvc-json/strict" })
        {
            var answer = await PostAsync(site, path, """{"inner":null}""");

            Assert.Equal("VALIDATION_FAILED", answer.Code);
            Assert.Equal(["/text", "/sku", "/quantity"], Pointers(answer));
            Assert.All(answer.Json["errors"]!.AsArray(), static error => Assert.Equal("MEMBER_MISSING", (string?)error!["code"]));
        }
    }

    [Fact]
    public async Task Of_many_that_are_missing_the_serializer_names_some_and_the_body_tells_of_the_others()
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "/wide", "/mvc-json/wide" })
        {
            var answer = await PostAsync(site, path, """{ "theThirdOfTheRequiredMembers": {"theFirstOfTheRequiredMembers":1}, "theFourthOfTheRequiredMembers": [{}] }""");

            Assert.Equal(["/theFirstOfTheRequiredMembers", "/theSecondOfTheRequiredMembers", "/theFifthOfTheRequiredMembers"], Pointers(answer));
        }
    }

    [Fact]
    public async Task A_handler_that_reads_by_itself_names_what_is_missing_too()
    {
        await using var site = await StartAsync();

        var answer = await PostAsync(site, "/own", """{"text":"x","sku":"bolt"}""");

        Assert.Equal(("MEMBER_MISSING", "/quantity"), (answer.Code, (string?)answer.Json["pointer"]));
    }

    [Theory]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"quantty":2}""", "/quantty", "The nearest that there is: quantity.")]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"uqantity":2}""", "/uqantity", "The nearest that there is: quantity.")]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"colour":"red"}""", "/colour", null)]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"":"red"}""", "/", null)]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"lines":[{"a/b":1,"a/c":1}]}""", "/lines/0/a~1c", "The nearest that there is: a/b.")]
    public async Task A_member_that_there_is_none_of_is_called_that_beside_the_one_that_may_have_been_meant(string body, string pointer, string? detail)
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "/strict", "/mvc-json/strict" })
        {
            var answer = await PostAsync(site, path, body);

            Assert.Equal(("MEMBER_UNKNOWN", pointer, detail), (answer.Code, (string?)answer.Json["pointer"], (string?)answer.Json["detail"]));
            IsTight(answer);
        }
    }

    [Fact]
    public async Task A_null_that_is_not_allowed_is_told_as_what_it_is()
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "/strict", "/mvc-json/strict" })
        {
            var answer = await PostAsync(site, path, """{"text":null,"sku":"bolt","quantity":2}""");

            Assert.Equal(("UNEXPECTED_JSON", "/text", "Expected: string; found: null."), (answer.Code, (string?)answer.Json["pointer"], (string?)answer.Json["detail"]));
        }
    }

    [Theory]
    [InlineData("""{"sku":"bolt"}""", "Ein Element fehlt", null)]
    [InlineData("""{"text":"x","sku":"bolt"}""", "Ein Element fehlt", "Das Element quantity fehlt.")]
    [InlineData("""{"quantty":1}""", "Ein solches Element gibt es nicht", "Am nächsten kommt ihm: quantity.")]
    [InlineData("""{"quantity":99999999999}""", "Eine Zahl liegt außerhalb des erlaubten Bereichs", "Erlaubt ist sie von -2147483648 bis 2147483647.")]
    public async Task It_is_said_in_german(string body, string title, string? detail)
    {
        await using var site = await StartAsync();
        using var content = Json(body);
        var answer = await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/strict") { Content = content, Headers = { { "Accept-Language", "de" } } }, Ending);

        if (detail is not null)
            Assert.Equal((title, detail), ((string?)answer.Json["title"], (string?)answer.Json["detail"]));
        else
            Assert.All(answer.Json["errors"]!.AsArray(), static error => Assert.StartsWith("Das Element ", (string?)error!["detail"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("utf-8", "\uFEFF")]
    [InlineData("utf-16", "")]
    public async Task A_body_in_another_encoding_is_answered_too(string encoding, string before)
    {
        await using var site = await StartAsync();
        foreach (var path in Paths)
        {
            using var content = new ByteArrayContent(Encoding.GetEncoding(encoding).GetBytes(before + """{"count":"x"}"""));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=" + encoding);

            var answer = await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, Ending);

            Assert.Equal(("UNEXPECTED_JSON", "/count"), (answer.Code, (string?)answer.Json["pointer"]));
            Assert.Equal("integer", (string?)answer.Json["args"]?["expected"]);
            Assert.Contains((string?)answer.Json["args"]?["found"], (string?[])["string", "other"]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_body_is_answered_truly_whether_its_beginning_is_still_there_or_not(bool http2)
    {
        await using var site = await StartAsync(http2);
        foreach (var path in Paths)
        {
            foreach (var length in new[] { 4_000, 100_000, 400_000 })
            {
                var answer = await PostAsync(site, path, $$"""{"all":[{{string.Join(",\n", Enumerable.Repeat(7, length))}}],"count":"x"}""");

                Assert.Equal(("UNEXPECTED_JSON", "/count"), (answer.Code, (string?)answer.Json["pointer"]));
                Assert.Contains((string?)answer.Json["args"]?["found"], (string?[])["string", "other"]);
            }
        }
    }

    [Fact]
    public async Task The_answer_is_no_longer_for_a_body_that_is_longer()
    {
        await using var site = await StartAsync();
        var name = new string('q', 300_000);
        var bodies = new[] { $$"""{"{{name}}":1}""", $$"""{"text":"x","{{name}}":1}""", $$"""{{{string.Join(',', Enumerable.Range(0, 20_000).Select(static i => $"\"m{i}\":0"))}}}""" };
        foreach (var path in new[] { "/strict", "/mvc-json/strict", "/wide", "/mvc-json/wide" })
        {
            foreach (var body in bodies)
            {
                var answer = await PostAsync(site, path, body);

                Assert.Contains(answer.Code, (string?[])["MEMBER_UNKNOWN", "VALIDATION_FAILED"]);
                Assert.InRange(answer.Body.Length, 1, 2_000);
            }
        }
    }

    [Fact]
    public async Task A_good_body_arrives_whole_however_it_is_read_and_in_however_many_parts_it_comes()
    {
        await using var site = await StartAsync();
        var text = new string('x', 200_000);
        var body = $$"""{"text":"{{text}}","sku":"bolt","quantity":2}""";

        foreach (var path in new[] { "/strict", "/mvc-json/strict", "/own" })
        {
            Assert.Contains(text, (await PostAsync(site, path, body)).Body, StringComparison.Ordinal);
            using var parts = new StreamContent(new PartsStream(body)) { Headers = { { "Content-Type", "application/json" } } };
            Assert.Contains(text, (await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = parts }, Ending)).Body, StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/stream", "/buffered", "/pipe", "/half" })
            Assert.Equal(path == "/half" ? "half" : $"{body.Length}", (await PostAsync(site, path, body)).Body.Trim('"'));
        // The connection is as good as before.
        Assert.Equal(400, (await PostAsync(site, "/strict", "{}")).Status);
        Assert.Equal(200, (await PostAsync(site, "/strict", body)).Status);
    }

    private sealed class PartsStream(string body) : MemoryStream(Encoding.UTF8.GetBytes(body), writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, 1000)], cancellationToken);
    }

    private static string?[] Pointers(Answer answer) => [.. answer.Json["errors"]!.AsArray().Select(static error => (string?)error!["pointer"])];

    private static void IsTight(Answer answer)
    {
        Assert.Equal(400, answer.Status);
        foreach (var secret in (string[])["System", "Form", "Strict", "Platform", ".NET"])
            Assert.DoesNotContain(secret, answer.Body, StringComparison.Ordinal);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<Answer> PostAsync(WebSite site, string path, string body)
    {
        using var content = Json(body);
        return await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, Ending);
    }

    private static Task<WebSite> StartAsync(bool http2 = false) => WebSite.StartAsync(
        services: static builder =>
        {
            builder.Services.AddPlatformErrors(static errors => errors.Cultures.Add("de")).AddAspNetCore().AddMvc();
            builder.Services.AddControllers().AddJsonOptions(static json => json.JsonSerializerOptions.RespectNullableAnnotations = true);
            builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.RespectNullableAnnotations = true);
        },
        pipeline: static app =>
        {
            app.UsePlatformErrors();
            app.MapControllers();
            app.MapPost("/form", static (Form form) => form.Text);
            app.MapPost("/strict", static (Strict form) => form.Text);
            app.MapPost("/wide", static (Wide form) => form.TheFirstOfTheRequiredMembers);
            app.MapPost("/stream", static async (HttpRequest request) =>
            {
                using var copy = new MemoryStream();
                await request.Body.CopyToAsync(copy, Ending);
                return $"{copy.Length}";
            });
            app.MapPost("/buffered", static async (HttpRequest request) =>
            {
                request.EnableBuffering();
                _ = await request.ReadFromJsonAsync<Strict>(Ending);
                request.Body.Position = 0;
                using var copy = new MemoryStream();
                await request.Body.CopyToAsync(copy, Ending);
                return $"{copy.Length}";
            });
            app.MapPost("/pipe", static async (HttpRequest request) =>
            {
                using var copy = new MemoryStream();
                await request.BodyReader.CopyToAsync(copy, Ending);
                return $"{copy.Length}";
            });
            app.MapPost("/half", static async (HttpRequest request) =>
            {
                var read = await request.BodyReader.ReadAtLeastAsync(100, Ending);
                request.BodyReader.AdvanceTo(read.Buffer.GetPosition(50), read.Buffer.End);
                return "half";
            });
            app.MapPost("/own", static async (HttpRequest request) => (await request.ReadFromJsonAsync<Strict>(Ending))!.Text);
        },
        http2: http2,
        cancellationToken: Ending);

    public sealed record Form(
        int Count, string? Text, bool On, DateTime At, Guid Id, decimal? Maybe, List<long>? All, Dictionary<string, int>? By, Form? Inner, DayOfWeek Day, Own? Own);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Strict
    {
        public required string Text { get; init; }

        public required string Sku { get; init; }

        public required int Quantity { get; init; }

        public Strict? Inner { get; init; }

        public IReadOnlyList<Line>? Lines { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Line
    {
        [JsonPropertyName("a/b")]
        public required int Slashed { get; init; }
    }

    public sealed record Wide
    {
        public required object TheFirstOfTheRequiredMembers { get; init; }

        public required object TheSecondOfTheRequiredMembers { get; init; }

        public required object TheThirdOfTheRequiredMembers { get; init; }

        public required object TheFourthOfTheRequiredMembers { get; init; }

        public required object TheFifthOfTheRequiredMembers { get; init; }
    }

    [JsonConverter(typeof(Reader))]
    public sealed record Own
    {
        public sealed class Reader : JsonConverter<Own>
        {
            public override Own Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException();

            public override void Write(Utf8JsonWriter writer, Own value, JsonSerializerOptions options) => throw new NotSupportedException();
        }
    }
}

[ApiController]
[Route("mvc-json")]
public sealed class JsonController : ControllerBase
{
    [HttpPost("form")]
    public string? Form(UnexpectedJsonTests.Form form) => form.Text;

    [HttpPost("strict")]
    public string? Strict(UnexpectedJsonTests.Strict form) => form.Text;

    [HttpPost("wide")]
    public object? Wide(UnexpectedJsonTests.Wide form) => form.TheFirstOfTheRequiredMembers;
}
