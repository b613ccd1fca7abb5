using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore;
using Platform.Validation.Schema;

namespace Platform.Validation.OpenApi.AspNetCore.Tests;

/// <summary>The document of a real application says what its rules say.</summary>
public sealed class DocumentTests(DocumentTests.Site site) : IClassFixture<DocumentTests.Site>
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static Gen<string?> Texts { get; } = Gen.OneOf(
        Gen.Elements<string?>(null, "", " ", "a@b.example", "red", "a\"é", "a", "b", "c", "\U0001F600\U0001F600"),
        Gen.Elements("a", "b", " ", "\U0001F600", "é").ArrayOf().Select(parts => (string?)string.Concat(parts)));

    private static Arbitrary<Documented> Values { get; } = Arb.From(
        from texts in Gen.ArrayOf(Texts, 8)
        from numbers in Gen.ArrayOf(Gen.Choose(-6, 12), 5)
        from amount in Gen.Elements<decimal?>(null, 0.01m, 0.005m, 9.99m, 10m, -1m)
        from fraction in Gen.Elements(0, 0.5, 1, 1.5, -0.1)
        from items in Gen.Elements("a", "b", "abc", "").ListOf()
        from part in Gen.Elements(null, new Part("a", 1), new Part("long", 1), new Part("a", 0))
        select new Documented
        {
            Title = texts[0]!,
            Both = texts[1],
            Needed = texts[2],
            Ink = texts[3],
            Email = texts[4],
            Colour = texts[5],
            Twice = texts[6],
            Summary = texts[7],
            Whole = numbers[0],
            Below = numbers[1] < -4 ? null : numbers[1],
            Fives = numbers[2],
            Fraction = fraction,
            Amount = amount,
            Tags = numbers[3] < 0 ? null : [.. items],
            Part = part,
            ByName = items.Distinct().ToDictionary(item => item, item => item.Length),
        });

    [Fact]
    public async Task A_value_passes_the_rules_exactly_if_it_passes_the_document()
    {
        var schema = await site.SchemaOfAsync("Documented");
        var answers = new int[2];

        Prop.ForAll(Values, value =>
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Web);
            var isValid = Documented.Validator.IsValid(value);
            answers[isValid ? 1 : 0]++;
            Assert.True(isValid == schema.IsValid(bytes),
                $"{Documented.Validator.Validate(value)}\n{schema.Validate(bytes)}\n{System.Text.Encoding.UTF8.GetString(bytes)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        foreach (var value in Near())
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Web);
            var isValid = Documented.Validator.IsValid(value);
            answers[isValid ? 1 : 0]++;
            Assert.Equal(isValid, schema.IsValid(bytes));
        }

        Assert.All(answers, count => Assert.True(count > 10));
    }

    [Fact]
    public async Task The_document_is_what_it_was() =>
        Platform.Testing.Snapshot.Matches("Platform.Validation.OpenApi.AspNetCore.Tests", "document", (await site.DocumentAsync()).ToJsonString(Indented) + "\n");

    [Fact]
    public async Task What_another_transformer_said_is_kept_and_the_stricter_bound_stands()
    {
        var whole = (await site.DocumentAsync())["components"]!["schemas"]!["Documented"]!["properties"]!["whole"]!;
        var both = (await site.DocumentAsync())["components"]!["schemas"]!["Documented"]!["properties"]!["both"]!;

        Assert.Equal((-2, 8, "int32"), ((int)whole["minimum"]!, (int)whole["maximum"]!, (string)whole["format"]!));
        Assert.Equal((2, 4), ((int)both["minLength"]!, (int)both["maxLength"]!));
    }

    [Theory]
    [InlineData("/search")]
    [InlineData("/pages")]
    public async Task Parameters_that_were_taken_apart_carry_the_rules_of_their_members(string path)
    {
        var parameters = (await site.DocumentAsync())["paths"]![path]!["get"]!["parameters"]!.AsArray().ToDictionary(each => (string)each!["name"]!, each => each!);
        var (text, page, area) = (parameters["Text"]["schema"]!, parameters["Page"]["schema"]!, parameters["Area"]["schema"]!);

        Assert.Equal((2, 20), ((int)text["minLength"]!, (int)text["maxLength"]!));
        Assert.Equal((1, 100), ((int)page["minimum"]!, (int)page["maximum"]!));
        Assert.Equal((1, 9), ((int)area["minLength"]!, (int)area["maxLength"]!));
        Assert.Equal((null, null, true), ((bool?)parameters["Text"]["required"], (bool?)parameters["Page"]["required"], (bool?)parameters["Area"]["required"]));
    }

    [Fact]
    public async Task The_answers_to_what_is_refused_have_their_shape_and_their_codes()
    {
        var paths = (await site.DocumentAsync())["paths"]!;
        var (body, query, free) = (paths["/documented"]!["post"]!["responses"]!, paths["/search"]!["get"]!["responses"]!, paths["/free"]!["get"]!["responses"]!);

        Assert.Equal(["200", "400", "413", "415"], body.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["200", "400"], query.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["200"], free.AsObject().Select(response => response.Key));
        Assert.Equal("#/components/schemas/ValidationFailureProblem", (string?)body["400"]!["content"]!["application/problem+json"]!["schema"]!["$ref"]);
        Assert.Contains("VALIDATION_FAILED", (string?)query["400"]!["description"], StringComparison.Ordinal);
        Assert.Contains("CONTENT_TOO_LARGE", (string?)body["413"]!["description"], StringComparison.Ordinal);
    }

    /// <summary>What the document says of an answer is what the answer is.</summary>
    [Theory]
    [InlineData("application/json", """{"title":"too long","whole":99}""", "400")]
    [InlineData("text/plain", "title", "415")]
    public async Task An_answer_passes_what_the_document_says_of_it(string mediaType, string sent, string status)
    {
        var schema = await site.SchemaOfAsync("ValidationFailureProblem");
        using var content = new StringContent(sent, System.Text.Encoding.UTF8, mediaType);
        using var answer = await site.Client.PostAsync(new Uri("/documented", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(status, ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("valid", schema.Validate(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ToString());
    }

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>A value that is valid, and one change to it at a time.</summary>
    private static IEnumerable<Documented> Near()
    {
        string?[] texts = [null, "", " ", "a", "ab", "abcd", "abcde", "b", "red", "a@b.example"];
        for (var i = 0; i < texts.Length * 9; i++)
        {
            var value = new Documented { Title = "a", Needed = "x", Ink = "x", Fraction = 0.5, Whole = 1 };
            var text = texts[i % texts.Length];
            switch (i / texts.Length)
            {
                case 0: value.Title = text!; break;
                case 1: value.Both = text; break;
                case 2: value.Needed = text; break;
                case 3: value.Ink = text; break;
                case 4: value.Email = text; break;
                case 5: value.Colour = text; break;
                case 6: value.Twice = text; break;
                case 7: value.Summary = text; break;
                default: value.Tags = text is null ? null : [.. text.Select(c => c.ToString())]; break;
            }
            yield return value;
        }
    }

    public sealed class Site : IAsyncLifetime
    {
        private WebApplication? _app;

        public async ValueTask InitializeAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseTestServer();
            builder.Services.AddPlatformValidation().AddAspNetCore();
            builder.Services.AddOpenApi(static options => options.AddPlatformValidation());
            builder.Services.AddControllers().AddApplicationPart(typeof(PagesController).Assembly);
            _app = builder.Build();
            _app.MapOpenApi();
            _app.MapPost("/documented", static (Valid<Documented> body) => body.Value.Title);
            _app.MapGet("/search", static ([Microsoft.AspNetCore.Http.AsParameters] Search search) => search.Text).RequirePlatformValidation();
            _app.MapGet("/free", static () => "free").RequirePlatformValidation();
            _app.MapControllers();
            await _app.StartAsync(TestContext.Current.CancellationToken);
        }

        public HttpClient Client => field ??= _app!.GetTestClient();

        public async Task<JsonObject> DocumentAsync()
        {
            return JsonNode.Parse(await Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();
        }

        /// <summary>A schema of the document, compiled within the document.</summary>
        public async Task<JsonSchema> SchemaOfAsync(string name)
        {
            var document = await DocumentAsync();
            var schema = new JsonObject { ["$ref"] = $"#/components/schemas/{name}", ["components"] = document["components"]!.DeepClone() };
            return JsonSchema.Compile(schema.ToJsonString(), new JsonSchemaOptions { Formats = FormatMode.Assert });
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is not null)
                await _app.DisposeAsync();
        }
    }
}
