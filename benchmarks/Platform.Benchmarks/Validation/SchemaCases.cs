using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Benchmarks.Validation;

/// <summary>Fourteen pairs from 200 bytes to a megabyte: request bodies, events, configuration, documents, bulk data.</summary>
internal static class SchemaCases
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IReadOnlyList<SchemaCase> All { get; } =
    [
        new("sign-in", SignInSchema, """{"email":"ada.lovelace@example.com","password":"correct horse battery staple","remember":true,"device":{"id":"9f1c2a44-7d0e-4b0f-9a51-0c6ad1f1b2aa","name":"Ada's laptop","kind":"desktop"}}"""),
        new("event envelope", EventSchema, """{"specversion":"1.0","id":"A234-1234-1234","source":"https://example.com/orders","type":"com.example.order.created","subject":"order/8123","time":"2026-11-25T10:15:30Z","datacontenttype":"application/json","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"orderId":8123,"total":149.95,"currency":"EUR","lines":3}}"""),
        new("order", OrderSchema, Order()),
        new("profile", ProfileSchema, Profile()),
        new("manifest", ManifestSchema, Manifest()),
        new("configuration", ConfigurationSchema, Configuration()),
        new("push event", PushSchema, Push()),
        new("comment tree", CommentSchema, Comment(5)),
        new("service requests", RequestsSchema, Requests(60)),
        new("interface description", OpenApiSchema, OpenApi(60)),
        new("map", GeoJsonSchema, GeoJson(120, 60)),
        new("metrics", MetricsSchema, Metrics(1_200)),
        new("log", LogSchema, Log(1_500)),
        new("catalogue", CatalogueSchema, Catalogue(2_600)),
    ];

    private const string SignInSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["email","password"],"additionalProperties":false,
         "properties":{"email":{"type":"string","maxLength":254,"minLength":3},"password":{"type":"string","minLength":8,"maxLength":128},"remember":{"type":"boolean"},
          "device":{"type":"object","required":["id"],"properties":{"id":{"type":"string","pattern":"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"},"name":{"type":"string"},"kind":{"enum":["phone","tablet","desktop"]}}}}}
        """;

    private const string EventSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["specversion","id","source","type"],
         "properties":{"specversion":{"type":"string","enum":["1.0"]},"id":{"type":"string","minLength":1},"source":{"type":"string","minLength":1},"type":{"type":"string","minLength":1},
          "subject":{"type":["string","null"],"minLength":1},"time":{"type":"string"},"datacontenttype":{"type":"string","minLength":1},"dataschema":{"type":"string"},
          "traceparent":{"type":"string","pattern":"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"},"data":{"type":["object","string","number","array","boolean","null"]}}}
        """;

    private const string OrderSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["id","customer","lines","total"],"additionalProperties":false,
         "properties":{"id":{"type":"string","pattern":"^ord_[0-9]+$"},"customer":{"$ref":"#/definitions/customer"},"shipTo":{"$ref":"#/definitions/address"},"billTo":{"$ref":"#/definitions/address"},
          "lines":{"type":"array","minItems":1,"maxItems":500,"items":{"$ref":"#/definitions/line"}},"total":{"type":"number","minimum":0},"currency":{"enum":["EUR","USD","GBP"]},"note":{"type":["string","null"],"maxLength":2000},"placed":{"type":"string"}},
         "definitions":{"customer":{"type":"object","required":["name","email"],"properties":{"name":{"type":"string","minLength":1,"maxLength":200},"email":{"type":"string","minLength":3},"vip":{"type":"boolean"}}},
          "address":{"type":"object","required":["street","city","country"],"properties":{"street":{"type":"string"},"city":{"type":"string"},"zip":{"type":"string","maxLength":10},"country":{"type":"string","pattern":"^[A-Z]{2}$"}},"additionalProperties":false},
          "line":{"type":"object","required":["sku","quantity","price"],"properties":{"sku":{"type":"string","minLength":1,"maxLength":64},"quantity":{"type":"integer","minimum":1,"maximum":999},"price":{"type":"number","minimum":0}},"additionalProperties":false}}}
        """;

    private const string ProfileSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["id","login","emails"],
         "properties":{"id":{"type":"integer","minimum":1},"login":{"type":"string","pattern":"^[a-z][a-z0-9]*$"},"name":{"type":["string","null"]},"bio":{"type":["string","null"],"maxLength":500},
          "emails":{"type":"array","items":{"type":"object","required":["address"],"properties":{"address":{"type":"string"},"primary":{"type":"boolean"},"verified":{"type":"boolean"}}}},
          "settings":{"type":"object","additionalProperties":{"type":["string","number","boolean"]}},"roles":{"type":"array","uniqueItems":true,"items":{"enum":["reader","writer","admin"]}},
          "contact":{"oneOf":[{"type":"object","required":["phone"],"properties":{"phone":{"type":"string"}},"additionalProperties":false},{"type":"object","required":["chat"],"properties":{"chat":{"type":"string"}},"additionalProperties":false}]}}}
        """;

    private const string ManifestSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["name","version"],
         "properties":{"name":{"type":"string","maxLength":214,"minLength":1},"version":{"type":"string"},"description":{"type":"string"},"private":{"type":"boolean"},"license":{"type":"string"},
          "keywords":{"type":"array","items":{"type":"string"}},"scripts":{"type":"object","additionalProperties":{"type":"string"}},"dependencies":{"$ref":"#/definitions/dependency"},"devDependencies":{"$ref":"#/definitions/dependency"},
          "engines":{"type":"object","additionalProperties":{"type":"string"}},"files":{"type":"array","items":{"type":"string"}},
          "repository":{"anyOf":[{"type":"string"},{"type":"object","properties":{"type":{"type":"string"},"url":{"type":"string"}}}]}},
         "definitions":{"dependency":{"type":"object","additionalProperties":{"type":"string"}}}}
        """;

    private const string ConfigurationSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":false,"required":["services"],
         "properties":{"logging":{"type":"object","properties":{"level":{"type":"object","additionalProperties":{"enum":["Trace","Debug","Information","Warning","Error"]}}}},
          "services":{"type":"object","minProperties":1,"additionalProperties":{"type":"object","required":["url"],"additionalProperties":false,
            "properties":{"url":{"type":"string","minLength":1},"timeoutSeconds":{"type":"integer","minimum":1,"maximum":600},"retries":{"type":"integer","minimum":0,"maximum":10},"headers":{"type":"object","additionalProperties":{"type":"string"}},"enabled":{"type":"boolean"}}}},
          "features":{"type":"object","additionalProperties":{"type":"boolean"}},"origins":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}}
        """;

    private const string PushSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["ref","before","after","repository","commits"],
         "properties":{"ref":{"type":"string"},"before":{"$ref":"#/definitions/hash"},"after":{"$ref":"#/definitions/hash"},"forced":{"type":"boolean"},
          "repository":{"type":"object","required":["id","name","owner"],"properties":{"id":{"type":"integer"},"name":{"type":"string"},"private":{"type":"boolean"},"owner":{"$ref":"#/definitions/person"}}},
          "pusher":{"$ref":"#/definitions/person"},"commits":{"type":"array","items":{"$ref":"#/definitions/commit"}}},
         "definitions":{"hash":{"type":"string","pattern":"^[0-9a-f]{40}$"},"person":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"email":{"type":["string","null"]},"username":{"type":"string"}}},
          "commit":{"type":"object","required":["id","message","author"],"properties":{"id":{"$ref":"#/definitions/hash"},"tree_id":{"$ref":"#/definitions/hash"},"distinct":{"type":"boolean"},"message":{"type":"string"},"timestamp":{"type":"string"},"url":{"type":"string"},
            "author":{"$ref":"#/definitions/person"},"committer":{"$ref":"#/definitions/person"},"added":{"$ref":"#/definitions/paths"},"removed":{"$ref":"#/definitions/paths"},"modified":{"$ref":"#/definitions/paths"}}},
          "paths":{"type":"array","items":{"type":"string"}}}}
        """;

    private const string CommentSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["id","author","text","replies"],"additionalProperties":false,
         "properties":{"id":{"type":"integer"},"author":{"type":"string","minLength":1},"text":{"type":"string","maxLength":10000},"score":{"type":"integer"},"replies":{"type":"array","items":{"$ref":"#"}}}}
        """;

    private const string RequestsSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"array","items":{"type":"object","required":["service_request_id","status","service_code"],
          "properties":{"service_request_id":{"type":"string"},"status":{"enum":["open","closed"]},"status_notes":{"type":["string","null"]},"service_name":{"type":"string"},"service_code":{"type":"string"},"description":{"type":["string","null"]},
           "requested_datetime":{"type":"string"},"updated_datetime":{"type":"string"},"address":{"type":"string"},"zipcode":{"type":"string","maxLength":10},"lat":{"type":"number","minimum":-90,"maximum":90},"long":{"type":"number","minimum":-180,"maximum":180},"media_url":{"type":["string","null"]}}}}
        """;

    private const string OpenApiSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["openapi","info","paths"],
         "properties":{"openapi":{"type":"string","pattern":"^3\\.0\\.\\d+$"},"info":{"type":"object","required":["title","version"],"properties":{"title":{"type":"string"},"version":{"type":"string"},"description":{"type":"string"}}},
          "paths":{"type":"object","additionalProperties":{"$ref":"#/definitions/path"}},"components":{"type":"object","properties":{"schemas":{"type":"object","additionalProperties":{"$ref":"#/definitions/schema"}}}}},
         "definitions":{
          "path":{"type":"object","additionalProperties":false,"properties":{"summary":{"type":"string"},"get":{"$ref":"#/definitions/operation"},"put":{"$ref":"#/definitions/operation"},"post":{"$ref":"#/definitions/operation"},"delete":{"$ref":"#/definitions/operation"},"parameters":{"type":"array","items":{"$ref":"#/definitions/parameter"}}}},
          "operation":{"type":"object","required":["responses"],"properties":{"operationId":{"type":"string"},"summary":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}},"deprecated":{"type":"boolean"},"parameters":{"type":"array","items":{"$ref":"#/definitions/parameter"}},"requestBody":{"$ref":"#/definitions/body"},"responses":{"type":"object","minProperties":1,"additionalProperties":{"$ref":"#/definitions/response"}}}},
          "parameter":{"type":"object","required":["name","in"],"properties":{"name":{"type":"string"},"in":{"enum":["path","query","header","cookie"]},"required":{"type":"boolean"},"schema":{"$ref":"#/definitions/schema"}}},
          "body":{"type":"object","required":["content"],"properties":{"required":{"type":"boolean"},"content":{"$ref":"#/definitions/content"}}},
          "response":{"type":"object","required":["description"],"properties":{"description":{"type":"string"},"content":{"$ref":"#/definitions/content"}}},
          "content":{"type":"object","additionalProperties":{"type":"object","properties":{"schema":{"$ref":"#/definitions/schema"}}}},
          "schema":{"anyOf":[{"type":"object","required":["$ref"],"properties":{"$ref":{"type":"string"}},"additionalProperties":false},
            {"type":"object","properties":{"type":{"enum":["object","array","string","number","integer","boolean"]},"format":{"type":"string"},"description":{"type":"string"},"nullable":{"type":"boolean"},"maxLength":{"type":"integer","minimum":0},"required":{"type":"array","items":{"type":"string"}},"enum":{"type":"array"},"properties":{"type":"object","additionalProperties":{"$ref":"#/definitions/schema"}},"items":{"$ref":"#/definitions/schema"}}}]}}}
        """;

    private const string GeoJsonSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["type","features"],"properties":{"type":{"enum":["FeatureCollection"]},"features":{"type":"array","items":{"$ref":"#/definitions/feature"}}},
         "definitions":{"position":{"type":"array","minItems":2,"maxItems":3,"items":{"type":"number"}},
          "feature":{"type":"object","required":["type","properties","geometry"],"properties":{"type":{"enum":["Feature"]},"id":{"type":["number","string"]},"properties":{"type":["object","null"]},
           "geometry":{"oneOf":[{"type":"null"},
             {"type":"object","required":["type","coordinates"],"properties":{"type":{"enum":["Point"]},"coordinates":{"$ref":"#/definitions/position"}}},
             {"type":"object","required":["type","coordinates"],"properties":{"type":{"enum":["LineString"]},"coordinates":{"type":"array","minItems":2,"items":{"$ref":"#/definitions/position"}}}},
             {"type":"object","required":["type","coordinates"],"properties":{"type":{"enum":["Polygon"]},"coordinates":{"type":"array","items":{"type":"array","minItems":4,"items":{"$ref":"#/definitions/position"}}}}}]}}}}}
        """;

    private const string MetricsSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["resource","metrics"],"properties":{"resource":{"type":"object","additionalProperties":{"type":"string"}},
          "metrics":{"type":"array","items":{"type":"object","required":["name","time","value"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":255},"unit":{"type":"string"},"time":{"type":"integer","minimum":0},"value":{"type":"number"},"labels":{"type":"object","maxProperties":16,"additionalProperties":{"type":"string","maxLength":200}}}}}}}
        """;

    private const string LogSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"array","items":{"type":"object","required":["time","level","message"],"properties":{"time":{"type":"string"},"level":{"enum":["debug","info","warn","error"]},"message":{"type":"string"},"trace":{"type":"string","pattern":"^[0-9a-f]{32}$"},"error":{"type":"object","properties":{"type":{"type":"string"},"stack":{"type":"string"}}}}}}
        """;

    private const string CatalogueSchema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["products"],"properties":{"page":{"type":"integer","minimum":1},"products":{"type":"array","items":{"type":"object","required":["id","title","price","stock"],
          "properties":{"id":{"type":"integer","minimum":1},"title":{"type":"string","minLength":1,"maxLength":300},"description":{"type":"string"},"price":{"type":"number","minimum":0},"stock":{"type":"integer","minimum":0},"categories":{"type":"array","items":{"type":"string"}},
           "attributes":{"type":"object","additionalProperties":{"type":["string","number","boolean"]}},"rating":{"type":["number","null"],"minimum":0,"maximum":5},"images":{"type":"array","items":{"type":"object","required":["url"],"properties":{"url":{"type":"string"},"width":{"type":"integer"},"height":{"type":"integer"}}}},"active":{"type":"boolean"}}}}}}
        """;

    private static byte[] Order() => Json(new
    {
        id = "ord_20261125",
        customer = new { name = "Ada Lovelace", email = "ada@example.com", vip = true },
        shipTo = new { street = "12 St James's Square", city = "London", zip = "SW1Y 4JH", country = "GB" },
        billTo = new { street = "1 Analytical Way", city = "London", zip = "EC1A 1BB", country = "GB" },
        lines = Enumerable.Range(1, 6).Select(i => new { sku = $"SKU-{i:D5}", quantity = i, price = 9.95m * i }),
        total = 208.95m,
        currency = "EUR",
        note = (string?)null,
        placed = "2026-11-25T10:15:30Z",
    });

    private static byte[] Profile() => Json(new
    {
        id = 48151623,
        login = "ada1815",
        name = "Augusta Ada King",
        bio = "Notes on the Analytical Engine; \u00e9l\u00e8ve de De Morgan.",
        emails = new[] { new { address = "ada@example.com", primary = true, verified = true }, new { address = "ada.king@example.org", primary = false, verified = false } },
        settings = new Dictionary<string, object> { ["theme"] = "dark", ["pageSize"] = 50, ["digest"] = true, ["language"] = "en-GB", ["timezone"] = "Europe/London" },
        roles = new[] { "reader", "writer" },
        contact = new { chat = "@ada" },
    });

    private static byte[] Manifest() => Json(
        new
        {
            name = "city-desk-console",
            version = "4.12.3",
            description = "The console of the city desk",
            @private = true,
            license = "MIT",
            keywords = new[] { "city", "desk", "open311" },
            scripts = new Dictionary<string, string> { ["build"] = "vite build", ["test"] = "vitest run", ["lint"] = "eslint . --max-warnings 0", ["start"] = "node server.js" },
            repository = new { type = "git", url = "https://example.com/city/desk.git" },
            engines = new Dictionary<string, string> { ["node"] = ">=22" },
            dependencies = Enumerable.Range(0, 18).ToDictionary(i => $"library-{i}", i => $"^{i}.{i % 7}.{i % 3}"),
            devDependencies = Enumerable.Range(0, 14).ToDictionary(i => $"@types/library-{i}", i => $"~{i}.0.{i}"),
            files = new[] { "dist", "README.md" },
        },
        Indented);

    private static byte[] Configuration() => Json(
        new
        {
            logging = new { level = new Dictionary<string, string> { ["Default"] = "Information", ["Microsoft.AspNetCore"] = "Warning", ["CityDesk"] = "Debug" } },
            services = Enumerable.Range(0, 9).ToDictionary(
                i => $"service-{i}",
                i => new { url = $"https://service-{i}.internal.example:8443/api", timeoutSeconds = 30 + i, retries = i % 4, headers = new Dictionary<string, string> { ["X-Tenant"] = "city", ["X-Client"] = "desk" }, enabled = i % 3 != 0 }),
            features = Enumerable.Range(0, 12).ToDictionary(i => $"feature-{i}", i => i % 2 == 0),
            origins = Enumerable.Range(0, 6).Select(i => $"https://app-{i}.example.com"),
        },
        Indented);

    private static byte[] Push() => Json(new
    {
        @ref = "refs/heads/main",
        before = Hash(1),
        after = Hash(2),
        forced = false,
        repository = new { id = 1296269, name = "desk", @private = false, owner = new { name = "city", email = (string?)null } },
        pusher = new { name = "ada", email = "ada@example.com" },
        commits = Enumerable.Range(3, 8).Select(i => new
        {
            id = Hash(i),
            tree_id = Hash(i + 100),
            distinct = true,
            message = $"Let the queue be sorted by district, {i}\n\nThe order was the one of arrival only.",
            timestamp = "2026-11-25T10:15:30+01:00",
            url = $"https://example.com/city/desk/commit/{Hash(i)}",
            author = new { name = "Ada Lovelace", email = "ada@example.com", username = "ada" },
            committer = new { name = "Ada Lovelace", email = "ada@example.com", username = "ada" },
            added = new[] { $"src/Queue/Sorting{i}.cs" },
            removed = Array.Empty<string>(),
            modified = new[] { "src/Queue/Queue.cs", "tests/QueueTests.cs" },
        }),
    });

    private static string Comment(int depth) =>
        $$"""{"id":{{depth}},"author":"reader{{depth}}","text":"A remark of some length that somebody wrote in a hurry, with \"quotes\" and a line\nbreak.","score":{{depth * 7}},"replies":[{{(depth == 0 ? "" : string.Join(',', Enumerable.Repeat(Comment(depth - 1), 3)))}}]}""";

    private static byte[] Requests(int count) => Json(Enumerable.Range(0, count).Select(i => new
    {
        service_request_id = $"{638344 + i}",
        status = i % 3 == 0 ? "closed" : "open",
        status_notes = i % 3 == 0 ? "Resolved by crew 7." : null,
        service_name = "Pothole",
        service_code = "POTHOLE",
        description = i % 2 == 0 ? "Large hole in the right lane, in front of the bakery." : null,
        requested_datetime = "2026-11-14T06:37:38-08:00",
        updated_datetime = "2026-11-15T06:37:38-08:00",
        address = $"{100 + i} Market Street",
        zipcode = "94103",
        lat = Math.Round(37.762221815 + (i / 1000.0), 9),
        @long = Math.Round(-122.4651145 - (i / 1000.0), 9),
        media_url = (string?)null,
    }));

    private static byte[] OpenApi(int paths)
    {
        object Reference(string name) => new Dictionary<string, object> { ["$ref"] = $"#/components/schemas/{name}" };
        object Content(string name) => new Dictionary<string, object> { ["application/json"] = new { schema = Reference(name) } };
        return Json(
            new
            {
                openapi = "3.0.3",
                info = new { title = "City desk", version = "1.0", description = "Service requests of a city." },
                paths = Enumerable.Range(0, paths).ToDictionary(i => $"/resource{i}/{{id}}", i => new
                {
                    get = new
                    {
                        operationId = $"getResource{i}",
                        summary = "Gives one",
                        tags = new[] { "resources" },
                        parameters = new[] { new { name = "id", @in = "path", required = true, schema = new { type = "string", format = "uuid" } } },
                        responses = new Dictionary<string, object> { ["200"] = new { description = "It", content = Content($"Resource{i}") }, ["404"] = new { description = "None", content = Content("Problem") } },
                    },
                    put = new
                    {
                        operationId = $"putResource{i}",
                        deprecated = false,
                        requestBody = new { required = true, content = Content($"Resource{i}") },
                        responses = new Dictionary<string, object> { ["204"] = new { description = "Done" } },
                    },
                }),
                components = new
                {
                    schemas = Enumerable.Range(0, paths).ToDictionary(i => $"Resource{i}", i => new
                    {
                        type = "object",
                        required = new[] { "id", "name" },
                        properties = new Dictionary<string, object>
                        {
                            ["id"] = new { type = "string", format = "uuid" },
                            ["name"] = new { type = "string", maxLength = 200, description = "What people call it" },
                            ["parent"] = Reference($"Resource{(i + 1) % paths}"),
                            ["tags"] = new { type = "array", items = new { type = "string" } },
                        },
                    }),
                },
            },
            Indented);
    }

    private static string GeoJson(int features, int points)
    {
        var text = new StringBuilder("""{"type":"FeatureCollection","features":[""");
        for (var feature = 0; feature < features; feature++)
        {
            text.Append(feature == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"type":"Feature","id":{{feature}},"properties":{"name":"District {{feature}}","area":{{feature * 1.5:F2}}},"geometry":""");
            if (feature % 4 == 0)
                text.Append("""{"type":"Point","coordinates":[-94.578331,39.099724]}}""");
            else
                text.Append("""{"type":"Polygon","coordinates":[[""").AppendJoin(',', Enumerable.Range(0, points).Select(i => string.Create(CultureInfo.InvariantCulture, $"[{-94.5 + (i / 1000.0):F6},{39.1 + (feature / 1000.0):F6}]"))).Append("]]}}");
        }
        return text.Append("]}").ToString();
    }

    private static byte[] Metrics(int count) => Json(new
    {
        resource = new Dictionary<string, string> { ["service.name"] = "desk", ["host.name"] = "node-7", ["cloud.region"] = "eu-west-1" },
        metrics = Enumerable.Range(0, count).Select(i => new
        {
            name = $"http.server.request.duration.{i % 40}",
            unit = "ms",
            time = 1_764_065_730_000L + i,
            value = Math.Round(i * 1.37, 3),
            labels = new Dictionary<string, string> { ["method"] = "GET", ["route"] = $"/requests/{i % 9}", ["status"] = "200" },
        }),
    });

    private static byte[] Log(int count) => Json(Enumerable.Range(0, count).Select(i => new
    {
        time = "2026-11-25T10:15:30.123Z",
        level = i % 50 == 0 ? "error" : "info",
        message = $"Request {i} was handled by the queue worker and stored in the table of service requests after {i % 900} ms, without anything worth telling",
        trace = Hash(i)[..32],
        error = i % 50 == 0 ? new { type = "System.TimeoutException", stack = "   at Desk.Queue.Take()\n   at Desk.Worker.Run()\n   at Desk.Program.Main()" } : new { type = "", stack = "" },
    }));

    private static byte[] Catalogue(int count) => Json(new
    {
        page = 1,
        products = Enumerable.Range(1, count).Select(i => new
        {
            id = i,
            title = $"Street light, model {i}",
            description = "A lamp for streets and squares: warm, efficient, easily repaired. F\u00fcr Stra\u00dfen und Pl\u00e4tze.",
            price = 100 + (i * 0.25m),
            stock = i % 300,
            categories = new[] { "lighting", "outdoor" },
            attributes = new Dictionary<string, object> { ["watts"] = 40 + (i % 60), ["colour"] = "black", ["dimmable"] = i % 2 == 0 },
            rating = i % 5 == 0 ? (double?)null : 4.5,
            images = new[] { new { url = $"https://images.example.com/lamp/{i}.jpg", width = 800, height = 600 } },
            active = true,
        }),
    });

    private static string Hash(int seed) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(seed)))[..40];

    private static byte[] Json<T>(T value, JsonSerializerOptions? options = null) => JsonSerializer.SerializeToUtf8Bytes(value, options);
}
