using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    [InlineData("""{"count":"x"}""", "/count", "integer (int32)", null)]
    [InlineData("""{"count":1.5}""", "/count", "integer (int32)", null)]
    [InlineData("""{"count":1e2}""", "/count", "integer (int32)", null)]
    [InlineData("""{"count":2147483648}""", "/count", "integer (int32)", null)]
    [InlineData("""{"count":null}""", "/count", "integer (int32)", "null")]
    [InlineData("""{"count":true}""", "/count", "integer (int32)", "boolean")]
    [InlineData("""{"text":7}""", "/text", "string", "number")]
    [InlineData("""{"TEXT":["a"]}""", "/TEXT", "string", "array")]
    [InlineData("""{"on":"yes"}""", "/on", "boolean", "string")]
    [InlineData("""{"at":"soon"}""", "/at", "string (date-time)", "string")]
    [InlineData("""{"id":"x"}""", "/id", "string (uuid)", "string")]
    [InlineData("""{"maybe":{}}""", "/maybe", "number (decimal)", "object")]
    [InlineData("""{"maybe":1e60}""", "/maybe", "number (decimal)", null)]
    [InlineData("""{"all":{}}""", "/all", "array", null)]
    [InlineData("""{"all":"a"}""", "/all", "array", null)]
    [InlineData("""{"all":[1,true]}""", "/all/1", "integer (int64)", "boolean")]
    [InlineData("""{"all":[1,9223372036854775808]}""", "/all/1", "integer (int64)", null)]
    [InlineData("""{"by":[]}""", "/by", "object", null)]
    [InlineData("""{"by":{"a/b":[]}}""", "/by/a~1b", "integer (int32)", "array")]
    [InlineData("""{"inner":{"inner":{"day":"x"}}}""", "/inner/inner/day", "enum (0, 1, 2, 3, 4, 5, 6)", null)]
    [InlineData("""{"state":"opn"}""", "/state", "enum (open, on-hold, closed)", null)]
    [InlineData("""{"state":7.5}""", "/state", "enum (open, on-hold, closed)", null)]
    [InlineData("""{"states":["open",{}]}""", "/states/1", "enum (open, on-hold, closed)", null)]
    [InlineData("""{"blind":"x"}""", "/blind", "enum", null)]
    [InlineData("""{"code":"x"}""", "/code", "enum", null)]
    [InlineData("""{"own":"x"}""", "/own", null, null)]
    [InlineData("[]", "", "object", null)]
    [InlineData("7", "", "object", null)]
    [InlineData("\"x\"", "", "object", null)]
    [InlineData("\n\n{\n  \"text\": \"ä\",\n  \"count\":\nfalse}", "/count", "integer (int32)", "boolean")]
    public async Task A_value_of_another_type_is_answered_with_what_was_expected_and_with_what_was_found_as_far_as_that_is_known(
        string body, string pointer, string? expected, string? found)
    {
        await using var site = await StartAsync();
        foreach (var path in Paths)
        {
            var answer = await PostAsync(site, path, body);

            Assert.Equal(("UNEXPECTED_JSON", pointer), (answer.Code, (string?)answer.Json["pointer"]));
            Assert.Equal((expected, found), ((string?)answer.Json["args"]?["expected"], (string?)answer.Json["args"]?["found"]));
            Assert.Equal(expected is null ? null : $"Expected: {expected}.", (string?)answer.Json["detail"]);
            IsTight(answer);
        }
    }

    [Theory]
    [InlineData("""{"text":"a","text":"b"}""", "/text", "text")]
    [InlineData("""{"text":"a","TEXT":"b"}""", "/TEXT", "TEXT")]
    [InlineData("""{"inner":{"by":{"a/b":1,"a/b":2}}}""", "/inner/by/a~1b", "a/b")]
    [InlineData("""{"by":{"a name that is rather long":1,"a name that is rather long":2}}""", "/by/a name that is rather long", "a name that is rather long")]
    [InlineData("""{"by":{"a.b['c']":1,"a.b['c']":2}}""", "/by/a.b['c']", "a.b['c']")]
    [InlineData("""{"as":{"a":1,"\u0061":2}}""", "/as", "a")]
    [InlineData("""{"as":{"x":[{"it's":1,"it's":2}]}}""", "/as", "it's")]
    [InlineData("""{"as":{"a name that is rather long":1,"a name that is rather long":2}}""", "/as", null)]
    [InlineData("""{"node":{"x":[{"a":1,"a":2}]}}""", null, "a")]
    public async Task A_member_that_is_there_twice_is_named_where_that_is_not_allowed(string body, string? pointer, string? member)
    {
        await using var site = await StartAsync(single: true);
        foreach (var path in (string[])["/kept", "/mvc-json/kept", "/own-kept"])
        {
            var answer = await PostAsync(site, path, body);

            Assert.Equal(("MEMBER_DUPLICATE", pointer, member), (answer.Code, (string?)answer.Json["pointer"], (string?)answer.Json["args"]?["member"]));
            Assert.Equal(member is null ? null : $"The member {member} is there more than once.", (string?)answer.Json["detail"]);
            IsTight(answer);
        }
    }

    [Fact]
    public async Task The_name_of_a_member_that_is_there_twice_is_left_out_where_it_is_longer_than_anybody_reads()
    {
        await using var site = await StartAsync(single: true);
        var name = new string('q', 5_000);
        foreach (var path in (string[])["/kept", "/mvc-json/kept"])
        {
            foreach (var place in (string[])["by", "as", "node"])
            {
                var answer = await PostAsync(site, path, $$$"""{"{{{place}}}":{"{{{name}}}":1,"{{{name}}}":2}}""");

                Assert.Equal(("MEMBER_DUPLICATE", null), (answer.Code, answer.Json["args"]?["member"]));
                Assert.InRange(answer.Body.Length, 1, 1_000);
            }
        }
    }

    /// <summary>It is well formed, so it must not be called anything else.</summary>
    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public async Task Json_that_is_nested_too_deeply_is_called_that(char open, char close)
    {
        await using var site = await StartAsync();
        var body = open == '[' ? new string('[', 70) + new string(']', 70) : string.Concat(Enumerable.Repeat("{\"as\":", 70)) + "1" + new string(close, 70);
        foreach (var path in (string[])["/kept", "/mvc-json/kept", "/own-kept"])
        {
            var answer = await PostAsync(site, path, $$"""{"as":{{body}}}""");

            Assert.Equal(("JSON_TOO_DEEP", path.Contains("mvc", StringComparison.Ordinal) ? 32 : 64), (answer.Code, (int?)answer.Json["args"]?["limit"]));
            Assert.Equal($"It may be {answer.Json["args"]!["limit"]} levels deep at most.", (string?)answer.Json["detail"]);
            IsTight(answer);
        }
    }

    /// <summary>What a converter reads out of a text is not the body.</summary>
    [Fact]
    public async Task Json_in_a_text_that_is_malformed_is_a_value_of_another_form()
    {
        await using var site = await StartAsync();

        var answer = await PostAsync(site, "/embedded", """{"text":"\n\n{x"}""");

        Assert.Equal(("UNEXPECTED_JSON", "/text"), (answer.Code, (string?)answer.Json["pointer"]));
        IsTight(answer);
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
    public async Task Of_many_that_are_missing_those_are_named_that_the_serializer_names()
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "/wide", "/mvc-json/wide" })
        {
            var answer = await PostAsync(site, path, """{ "theThirdOfTheRequiredMembers": {"theFirstOfTheRequiredMembers":1} }""");

            Assert.Equal("/theFirstOfTheRequiredMembers", Pointers(answer)[0]);
            Assert.All(answer.Json["errors"]!.AsArray(), static error => Assert.Equal("MEMBER_MISSING", (string?)error!["code"]));
            Assert.DoesNotContain("/theThirdOfTheRequiredMembers", Pointers(answer));
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
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"quantty":2}""", "/quantty", "There is no such member; the nearest is quantity.")]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"uqantity":2}""", "/uqantity", "There is no such member; the nearest is quantity.")]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"colour":"red"}""", "/colour", null)]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"":"red"}""", "/", null)]
    [InlineData("""{"text":"x","sku":"bolt","quantity":2,"lines":[{"a/b":1,"a/c":1}]}""", "/lines/0/a~1c", "There is no such member; the nearest is a/b.")]
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

            Assert.Equal("null", (string?)answer.Json["args"]?["found"]);
            Assert.Equal(("UNEXPECTED_JSON", "/text", "Expected: string."), (answer.Code, (string?)answer.Json["pointer"], (string?)answer.Json["detail"]));
        }
    }

    [Theory]
    [InlineData("""{"sku":"bolt"}""", "Ein Element fehlt", null)]
    [InlineData("""{"text":"x","sku":"bolt"}""", "Ein Element fehlt", "Das Element quantity fehlt.")]
    [InlineData("""{"quantty":1}""", "Ein solches Element gibt es nicht", "Ein solches Element gibt es nicht; am nächsten kommt ihm quantity.")]
    [InlineData("""{"quantity":99999999999}""", "Das JSON hat eine andere Form, als hier erwartet wird", "Erwartet: integer (int32).")]
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
            using var content = new ByteArrayContent(Encoding.GetEncoding(encoding).GetBytes(before + """{"count":true}"""));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=" + encoding);

            var answer = await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, Ending);

            Assert.Equal(("UNEXPECTED_JSON", "/count"), (answer.Code, (string?)answer.Json["pointer"]));
            Assert.Equal(("integer (int32)", "boolean"), ((string?)answer.Json["args"]?["expected"], (string?)answer.Json["args"]?["found"]));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_body_is_answered_as_a_small_one_is(bool http2)
    {
        await using var site = await StartAsync(http2);
        foreach (var path in Paths)
        {
            foreach (var length in new[] { 4_000, 100_000, 400_000 })
            {
                var answer = await PostAsync(site, path, $$"""{"all":[{{string.Join(",\n", Enumerable.Repeat(7, length))}}],"count":false}""");

                Assert.Equal(("UNEXPECTED_JSON", "/count"), (answer.Code, (string?)answer.Json["pointer"]));
                Assert.Equal("boolean", (string?)answer.Json["args"]?["found"]);
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
        // After it was bound, a body is as empty as without this package, and one that is buffered can be read again.
        foreach (var path in new[] { "/after-stream", "/after-pipe", "/after-buffered" })
            Assert.Equal(path == "/after-buffered" ? $"{body.Length}" : "0", (await PostAsync(site, path, body)).Body.Trim('"'));
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

    private static async Task<long> LengthAsync(Stream body)
    {
        using var copy = new MemoryStream();
        await body.CopyToAsync(copy, Ending);
        return copy.Length;
    }

    private static Task<WebSite> StartAsync(bool http2 = false, bool single = false) => WebSite.StartAsync(
        services: builder =>
        {
            builder.Services.AddPlatformErrors(static errors => errors.Cultures.Add("de")).AddAspNetCore().AddMvc();
            builder.Services.AddControllers().AddJsonOptions(json => Set(json.JsonSerializerOptions));
            builder.Services.ConfigureHttpJsonOptions(json => Set(json.SerializerOptions));

            void Set(JsonSerializerOptions json) => (json.RespectNullableAnnotations, json.AllowDuplicateProperties) = (true, !single);
        },
        pipeline: static app =>
        {
            app.UsePlatformErrors();
            app.UseWhen(static context => context.Request.Path == "/after-buffered", static branch => branch.Use(static (context, next) =>
            {
                context.Request.EnableBuffering();
                return next(context);
            }));
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
            app.MapPost("/after-stream", static async (Strict form, HttpRequest request) => $"{await LengthAsync(request.Body)}");
            app.MapPost("/after-pipe", static async (Strict form, HttpRequest request) =>
            {
                var read = await request.BodyReader.ReadAsync(Ending);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return $"{read.Buffer.Length}";
            });
            app.MapPost("/after-buffered", static async (Strict form, HttpRequest request) =>
            {
                request.Body.Position = 0;
                return $"{await LengthAsync(request.Body)}";
            });
            app.MapPost("/embedded", static (Embedding form) => form.Text.ValueKind == JsonValueKind.Null);
            app.MapPost("/kept", static (Kept form) => form.Text);
            app.MapPost("/own-kept", static async (HttpRequest request) => (await request.ReadFromJsonAsync<Kept>(Ending))!.Text);
            app.MapPost("/own", static async (HttpRequest request) => (await request.ReadFromJsonAsync<Strict>(Ending))!.Text);
        },
        http2: http2,
        cancellationToken: Ending);

    public sealed record Form(
        int Count, string? Text, bool On, DateTime At, Guid Id, decimal? Maybe, List<long>? All, Dictionary<string, int>? By, Form? Inner,
        DayOfWeek Day, Own? Own,
        State? State, IReadOnlyList<State>? States, Blind Blind, System.Net.HttpStatusCode Code);

    [JsonConverter(typeof(JsonStringEnumConverter<State>))]
    public enum State
    {
        [JsonStringEnumMemberName("open")]
        Open,
        [JsonStringEnumMemberName("on-hold")]
        OnHold,
        [JsonStringEnumMemberName("closed")]
        Closed,
    }

    /// <summary>One whose converter only reads, and says so in a way that nobody can foresee.</summary>
    [JsonConverter(typeof(BlindReader))]
    public enum Blind
    {
        One,
        Two,
    }

    public sealed class BlindReader : JsonConverter<Blind>
    {
        public override Blind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Blind value, JsonSerializerOptions options) => throw new ArgumentOutOfRangeException(nameof(value));
    }

    public sealed record Embedding([property: JsonConverter(typeof(EmbeddedReader))] JsonElement Text);

    /// <summary>Reads JSON that stands in a text, and says so in an exception of its own.</summary>
    public sealed class EmbeddedReader : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return JsonElement.Parse(reader.GetString()!);
            }
            catch (JsonException fault)
            {
                throw new JsonException("No JSON in the text.", fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    public sealed record Kept(string? Text, Dictionary<string, int>? By, JsonElement As, JsonNode? Node, Kept? Inner);

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

    [HttpPost("kept")]
    public string? Kept(UnexpectedJsonTests.Kept form) => form.Text;

    [HttpPost("wide")]
    public object? Wide(UnexpectedJsonTests.Wide form) => form.TheFirstOfTheRequiredMembers;
}
